import { Problem } from '../errors.ts';
import { issuersOf } from './token-claims/issuer.ts';

/** Characters of one parameter; states are 43, codes some hundreds. */
const maximumParameterLength = 4096;

/** An authorization response whose form is right. */
export interface AuthorizationResponse {
  readonly code?: string;
  readonly error?: string;
  readonly iss?: string;
}

/**
 * Reads the state, by which the attempt is found that everything else belongs to.
 * @throws Problem `invalid_callback` or `too_large`.
 */
export function readStateParameter(parameters: URLSearchParams): string {
  const state = sole(parameters, 'state');
  if (state === undefined) throw invalid('state is missing');
  return state;
}

/**
 * Reads an authorization response (OpenID Connect Core 1.0 sections 3.1.2.5 and 3.1.2.6). Parameters that we do not
 * understand are ignored; those that we do must stand once (RFC 6749 section 3.1).
 * @throws Problem `invalid_callback` or `too_large`.
 */
export function parseAuthorizationResponse(parameters: URLSearchParams): AuthorizationResponse {
  const code = sole(parameters, 'code');
  const error = sole(parameters, 'error');
  const iss = sole(parameters, 'iss');
  if (code !== undefined && error !== undefined) throw invalid('code together with error');
  if (code === undefined && error === undefined) throw invalid('neither code nor error');
  return {
    ...(code !== undefined && { code }),
    ...(error !== undefined && { error }),
    ...(iss !== undefined && { iss }),
  };
}

/**
 * A parameter that may stand once (RFC 6749 section 3.1). One without a value is as if it were not there.
 * @throws Problem `invalid_callback` where it stands twice, `too_large`.
 */
export function sole(parameters: URLSearchParams, name: string): string | undefined {
  const [value, ...others] = parameters.getAll(name);
  if (others.length > 0) throw invalid(`${name} stands twice`);
  if (value !== undefined && value.length > maximumParameterLength)
    throw new Problem('too_large', `${name} is too long`);
  return value === '' ? undefined : value;
}

/**
 * Checks that the response comes from the attempt's issuer (RFC 9207 section 2.4): where `iss` is promised it must be
 * there, and wherever it is there it must be right.
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

/** Errors by which a provider says that the person declined. */
const declined = new Set(['access_denied', 'user_cancelled', 'user_cancelled_authorize']);
/** What some say too when consent was refused; to a request with `prompt=none` it says that nobody was asked. */
const notConsented = 'consent_required';

/**
 * The problem that an error response stands for. The provider's text is for the log alone, and only its code at that.
 * @param silent Whether the provider was told to ask nobody anything (`prompt=none`, Core 1.0 section 3.1.2.6).
 */
export function problemOfErrorResponse(error: string, silent: boolean): Problem {
  const log = { error: /^[\x20-\x7e]{1,64}$/.test(error) ? error : 'not printable' };
  if (declined.has(error) || (error === notConsented && !silent))
    return new Problem('access_denied', 'declined at the provider', { log });
  if (error === 'temporarily_unavailable') {
    return new Problem('temporarily_unavailable', 'the provider is temporarily unavailable', { log });
  }
  return new Problem('provider_error', 'the provider answered with an error', { log });
}

function invalid(reason: string, log: Record<string, unknown> = {}): Problem {
  return new Problem('invalid_callback', reason, { log });
}
