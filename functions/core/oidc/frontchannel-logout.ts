import { Problem } from '../errors.ts';
import { singleParameter } from './authorization-response.ts';
import { type IssuerRule, isIssuerOf } from './token-claims/issuer.ts';

/**
 * A front-channel logout request. A page of the provider makes the browser send it, so nothing proves that it comes
 * from the provider.
 */
export interface FrontchannelLogout {
  /** The request's `iss`, checked to be an issuer of the provider. */
  readonly issuer: string;
  /** Session id at the provider, from the request's `sid`. */
  readonly sid: string;
}

/**
 * Reads a front-channel logout request (OpenID Connect Front-Channel Logout 1.0 section 2). `iss` and `sid` are both
 * required and must not repeat, and `iss` must be an issuer of the provider. `sid` is required because other sites do
 * not know it. Without it, any site could end the sessions of its visitors (logout CSRF).
 * @throws Problem `invalid_callback` for a malformed request, `too_large` for a parameter that is too long.
 */
export function parseFrontchannelLogout(parameters: URLSearchParams, rule: IssuerRule): FrontchannelLogout {
  const issuer = singleParameter(parameters, 'iss');
  const sid = singleParameter(parameters, 'sid');
  if (issuer === undefined || sid === undefined) throw new Problem('invalid_callback', 'iss or sid is missing');
  if (!isIssuerOf(rule, issuer)) throw new Problem('invalid_callback', 'iss of the logout is not the issuer');
  return { issuer, sid };
}
