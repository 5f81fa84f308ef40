import { Problem } from '../errors.ts';
import { issuersOf } from './token-claims/issuer.ts';

/**
 * Maximum characters of a parameter's value. Our `state` has 43 characters, and providers' codes have some hundreds.
 */
const maximumParameterLength = 4096;

/** A well-formed authorization response. It has either a `code` or an `error`, never both. */
export interface AuthorizationResponse {
  readonly code?: string;
  readonly error?: string;
  readonly iss?: string;
}

/**
 * Reads `state`. The name of the login attempt's cookie is derived from it, so the attempt is found by it.
 * @throws Problem `invalid_callback` if `state` is missing or repeated, `too_large` if it is too long.
 */
export function readStateParameter(parameters: URLSearchParams): string {
  const state = singleParameter(parameters, 'state');
  if (state === undefined) throw invalid('state is missing');
  return state;
}

/**
 * Reads an authorization response (OpenID Connect Core 1.0 sections 3.1.2.5 and 3.1.2.6). Unknown parameters are
 * ignored. Known parameters must not repeat (RFC 6749 section 3.1).
 * @throws Problem `invalid_callback` for a malformed response, `too_large` for a parameter that is too long.
 */
export function parseAuthorizationResponse(parameters: URLSearchParams): AuthorizationResponse {
  const code = singleParameter(parameters, 'code');
  const error = singleParameter(parameters, 'error');
  const iss = singleParameter(parameters, 'iss');
  if (code !== undefined && error !== undefined) throw invalid('code together with error');
  if (code === undefined && error === undefined) throw invalid('neither code nor error');
  return {
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(iss !== undefined && { iss }),
  };
}

/**
 * Reads a parameter that must not repeat (RFC 6749 section 3.1). An empty value counts as absent.
 * @returns The value; undefined if the parameter is absent.
 * @throws Problem `invalid_callback` for a duplicate parameter, `too_large` for a value that is too long.
 */
export function singleParameter(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = parameters.getAll(name);
  if (others.length > 0) throw invalid(`duplicate ${name} parameter`);
  if (value !== undefined && value.length > maximumParameterLength)
    throw new Problem('too_large', `${name} is too long`);
  return value === '' ? undefined : value;
}

/**
 * Checks the authorization response's `iss`, which prevents mix-up attacks (RFC 9207 section 2.4). If `iss` is present,
 * it must be an issuer of the provider. If the provider's metadata promises `iss`, it is required.
 * @param expected Whether the provider's metadata promises `iss`.
 * @param tenants The provider's tenants, if it has one issuer for each; otherwise empty.
 * @throws Problem `invalid_callback`.
 */
export function checkResponseIssuer(
  response: AuthorizationResponse,
  issuer: string,
  expected: boolean,
  tenants: readonly string[],
): void {
  if (response.iss === undefined && !expected) return;
  const issuers = issuersOf({ issuer, tenants }).map(({ name }) => name);
  if (response.iss === undefined || !issuers.includes(response.iss)) {
    throw invalid('iss of the response is not the issuer', { expected: issuers });
  }
}

/** Error codes with which providers report that the person declined to sign in or to consent. */
const declined = new Set(['access_denied', 'user_cancelled', 'user_cancelled_authorize']);
/**
 * Error code that some providers send when the person refuses consent. As the response to `prompt=none` it means that
 * the person was not asked for consent.
 */
const notConsented = 'consent_required';

/**
 * Error codes of an authorization response: RFC 6749 section 4.1.2.1, Core 1.0 section 3.1.2.6. Only these are logged
 * as they are, because the response comes through the browser: whoever opens the callback's URL chooses the value.
 */
const registeredErrors: ReadonlySet<string> = new Set([
  'invalid_request',
  'unauthorized_client',
  'access_denied',
  'unsupported_response_type',
  'invalid_scope',
  'server_error',
  'temporarily_unavailable',
  'interaction_required',
  'login_required',
  'account_selection_required',
  'consent_required',
  'invalid_request_uri',
  'invalid_request_object',
  'request_not_supported',
  'request_uri_not_supported',
  'registration_not_supported',
]);

/**
 * Maps an OAuth error response to a problem. The `error` parameter decides the problem's code, and is never shown to
 * the person. It is logged as `response_error`, apart from the `error` that an endpoint of the provider has answered: a
 * browser brought it, so it proves nothing about the provider. Other texts, such as `error_description`, are not read.
 * @param silent Whether the request had `prompt=none` (Core 1.0 section 3.1.2.6). Then `consent_required` does not mean
 * that the person declined.
 */
export function problemOfErrorResponse(error: string, silent: boolean): Problem {
  const log = { response_error: registeredErrors.has(error) ? error : 'unregistered' };
  if (declined.has(error) || (error === notConsented && !silent))
    return new Problem('access_denied', 'declined at the provider', { log });
  if (error === 'temporarily_unavailable') {
    return new Problem('temporarily_unavailable', 'the provider is temporarily unavailable', { log, byRequest: true });
  }
  return new Problem('provider_error', 'the authorization response is an error', { log, byRequest: true });
}

function invalid(reason: string, log: Record<string, unknown> = {}): Problem {
  return new Problem('invalid_callback', reason, { log });
}
