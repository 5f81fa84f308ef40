import type { ProviderSettings } from '../names.ts';

/** A POST of a form. */
export interface FormRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What an authorization code is exchanged with. */
export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/**
 * The token request of the authorization code grant (RFC 6749 section 4.1.3) with PKCE's verifier (RFC 7636 section
 * 4.5) and the client's authentication (Core 1.0 section 9).
 */
export function tokenRequest(
  url: string,
  provider: ProviderSettings,
  clientSecret: string,
  grant: CodeExchange,
): FormRequest {
  const form = new URLSearchParams({
    grant_type: 'authorization_code',
    code: grant.code,
    redirect_uri: grant.redirectUri,
    code_verifier: grant.codeVerifier,
  });
  const headers: Record<string, string> = { 'content-type': 'application/x-www-form-urlencoded' };
  if (provider.tokenEndpointAuthMethod === 'client_secret_basic') {
    headers['authorization'] = basic(provider.clientId, clientSecret);
  } else {
    form.set('client_id', provider.clientId);
    form.set('client_secret', clientSecret);
  }
  return { url, headers, body: form.toString() };
}

/**
 * HTTP Basic with both parts form-encoded (RFC 6749 section 2.3.1). Unreserved characters stay as they are, since some
 * providers compare without decoding.
 */
function basic(clientId: string, clientSecret: string): string {
  return `Basic ${Buffer.from(`${formEncode(clientId)}:${formEncode(clientSecret)}`).toString('base64')}`;
}

function formEncode(text: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll('%20', '+');
}
