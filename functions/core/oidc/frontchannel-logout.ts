import { Problem } from '../errors.ts';
import { singleParameter } from './authorization-response.ts';
import { type IssuerRule, isIssuerOf } from './token-claims/issuer.ts';

/** A front-channel logout request, which a provider's page sends through the browser. It is not authenticated. */
export interface FrontchannelLogout {
  /** An issuer of the provider. */
  readonly issuer: string;
  /** Session id at the provider. */
  readonly sid: string;
}

/**
 * Reads a front-channel logout request (OpenID Connect Front-Channel Logout 1.0 section 2). `iss` and `sid` are both
 * required, must not repeat, and `iss` must be an issuer of the provider: otherwise any site could end anybody's session.
 * @throws Problem `invalid_callback` or `too_large`.
 */
export function parseFrontchannelLogout(parameters: URLSearchParams, rule: IssuerRule): FrontchannelLogout {
  const issuer = singleParameter(parameters, 'iss');
  const sid = singleParameter(parameters, 'sid');
  if (issuer === undefined || sid === undefined) throw new Problem('invalid_callback', 'iss or sid is missing');
  if (!isIssuerOf(rule, issuer)) throw new Problem('invalid_callback', 'iss of the logout is not the issuer');
  return { issuer, sid };
}
