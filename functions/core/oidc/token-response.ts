import { parseObject } from '../base/json.ts';
import { Problem } from '../errors.ts';

/** What we use of a token response (Core 1.0 section 3.1.3.3). */
export interface TokenResponse {
  readonly idToken: string;
  readonly accessToken?: string;
}

/** An answer of a provider's endpoint. */
export interface ProviderAnswer {
  readonly status: number;
  /** Media type in lower case, without parameters; absent where none is named. */
  readonly contentType?: string;
  readonly body: string;
}

/** What may stand behind `Bearer` (RFC 6750 section 2.1), of bounded size. */
const bearerToken = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

/**
 * Reads the token endpoint's answer.
 * @throws Problem `provider_error` for an error response or one that is not what the specification says.
 */
export function parseTokenResponse(answer: ProviderAnswer): TokenResponse {
  const document = parseObject(answer.body);
  if (answer.status !== 200) throw endpointRefused('the token endpoint refused', answer.status, document?.['error']);
  if (document === undefined) throw new Problem('provider_error', 'the token response is not a JSON object');
  const { id_token: idToken, access_token: accessToken, token_type: tokenType } = document;
  if (typeof idToken !== 'string' || idToken === '') {
    throw new Problem('provider_error', 'the token response has no id_token');
  }
  const bearer = typeof tokenType === 'string' && tokenType.toLowerCase() === 'bearer';
  if (!bearer || accessToken === undefined) return { idToken };
  if (typeof accessToken !== 'string' || !bearerToken.test(accessToken)) {
    throw new Problem('provider_error', 'the access token is not a bearer token');
  }
  return { idToken, accessToken };
}

/** Errors about the client's credentials: some providers say so with 403 unauthorized_client. */
const clientErrors: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client']);

/** Whether the provider says that the client's credentials are wrong. */
export function isInvalidClient(answer: ProviderAnswer): boolean {
  return clientErrors.has(parseObject(answer.body)?.['error']);
}

/** Errors that say nothing of the request, whatever status they come with. */
const passing: ReadonlySet<unknown> = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

/** Whether the request was understood and refused for what it asks: not a failure, and not told to come back later. */
export function isRequestRejected({ status, body }: ProviderAnswer): boolean {
  const error = parseObject(body)?.['error'];
  return status >= 400 && status < 500 && status !== 429 && typeof error === 'string' && !passing.has(error);
}

/**
 * The refusal of an endpoint at which the client authenticates. The log gets an error code of the specification's form,
 * never the provider's own words.
 * @param reason Which endpoint it was.
 */
export function endpointRefused(reason: string, status: number, error: unknown): Problem {
  const code = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? error : undefined;
  // Some say that the client is not who it says without a word.
  const isOfClient = code === undefined ? status === 401 || status === 403 : clientErrors.has(code);
  const cure = isOfClient
    ? 'check the client secret, or the public key that is registered, and whether the provider wants another tokenEndpointAuthMethod, such as client_secret_post, or another clientAssertionAudience'
    : undefined;
  return new Problem('provider_error', reason, { log: { status, error: code, cure } });
}

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
