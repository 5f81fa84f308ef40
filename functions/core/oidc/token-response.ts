import { parseObject } from '../base/json.ts';
import { Problem } from '../errors.ts';

/** The part of a token response that Postern uses (Core 1.0 section 3.1.3.3). */
export interface TokenResponse {
  readonly idToken: string;
  readonly accessToken?: string;
}

/** HTTP response of one of a provider's endpoints. */
export interface ProviderAnswer {
  readonly status: number;
  /** Media type in lower case, without parameters; absent if the response has none. */
  readonly contentType?: string;
  readonly body: string;
}

/** Form of a bearer token (RFC 6750 section 2.1), of bounded size. */
const bearerToken = /^[A-Za-z0-9\-._~+/]{1,8192}=*$/;

/**
 * Reads a token response. An access token of another type than Bearer is ignored.
 * @throws Problem `provider_error` for an error response, or for a response that violates the specification.
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

/**
 * Error codes that mean that the provider refuses the client's credentials. Some providers respond with 403
 * `unauthorized_client` instead of 401 `invalid_client`.
 */
const clientErrors: ReadonlySet<unknown> = new Set(['invalid_client', 'unauthorized_client']);

/** Whether the response means that the provider refused the client's credentials. */
export function isInvalidClient(answer: ProviderAnswer): boolean {
  return clientErrors.has(parseObject(answer.body)?.['error']);
}

/**
 * Error codes that mean that the provider itself failed, or limits the rate of requests, whatever the status of the
 * response.
 */
const transientErrors: ReadonlySet<unknown> = new Set(['temporarily_unavailable', 'server_error', 'slow_down']);

/**
 * Whether the provider understood the request and rejected it. A failure of the provider and a rate limit do not count
 * as rejections.
 */
export function isRequestRejected({ status, body }: ProviderAnswer): boolean {
  const error = parseObject(body)?.['error'];
  return status >= 400 && status < 500 && status !== 429 && typeof error === 'string' && !transientErrors.has(error);
}

/**
 * The problem of a request that was refused by an endpoint at which the client authenticates. The response's error code
 * is logged if it has the specification's form. Free text is never logged. A refusal of the client itself has the
 * `check` that an alarm counts. Any other status below 500 may be the browser's doing, which chose the code or the
 * login's parameters.
 * @param reason Reason for the log, which names the endpoint.
 */
export function endpointRefused(reason: string, status: number, error: unknown): Problem {
  const code = typeof error === 'string' && /^[a-z_]{1,64}$/.test(error) ? error : undefined;
  // Some providers refuse the client's credentials with only a status, without an error code.
  const isClientError = clientErrors.has(code);
  const isOfClient = isClientError || (code === undefined && (status === 401 || status === 403));
  const cure = isOfClient
    ? 'check the client secret, or the public key that is registered, and whether the provider wants another tokenEndpointAuthMethod, such as client_secret_post, or another clientAssertionAudience'
    : undefined;
  return new Problem('provider_error', reason, {
    log: { ...(isClientError && { check: 'client_authentication' }), status, error: code, cure },
    byRequest: !isClientError && status < 500,
  });
}

/** The login attempt's parameters of an authorization code exchange. */
export interface CodeExchange {
  readonly code: string;
  readonly codeVerifier: string;
  readonly redirectUri: string;
}

/**
 * The form fields of a token request with an authorization code (RFC 6749 section 4.1.3) and PKCE's code verifier (RFC
 * 7636 section 4.5).
 */
export function tokenRequestFields({ code, codeVerifier, redirectUri }: CodeExchange): Record<string, string> {
  return { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: codeVerifier };
}
