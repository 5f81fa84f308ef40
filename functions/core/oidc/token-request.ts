/** What an authorization code is exchanged with. */
export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/**
 * The fields of the token request of the authorization code grant (RFC 6749 section 4.1.3) with PKCE's verifier (RFC
 * 7636 section 4.5).
 */
export function tokenRequestFields({ code, codeVerifier, redirectUri }: CodeExchange): Record<string, string> {
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier };
}
