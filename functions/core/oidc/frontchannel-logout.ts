import { Problem } from '../errors.ts';
import { sole } from './authorization-response.ts';
import { type IssuerRule, isIssuerOf } from './token-claims/issuer.ts';

/** What a provider's page says, by way of the browser, when somebody signs out there. Nobody vouches for it. */
export interface FrontchannelLogout {
  /** An issuer of the provider. */
  readonly issuer: string;
  /** The provider's session. */
  readonly sid: string;
}

/**
 * Reads a front-channel logout (OpenID Connect Front-Channel Logout 1.0 section 2). `iss` and `sid` must both be there,
 * each once, and `iss` must be an issuer of the provider exactly: without them it would be about anybody's session.
 * @throws Problem `invalid_callback` or `too_large`.
 */
export function parseFrontchannelLogout(parameters: URLSearchParams, rule: IssuerRule): FrontchannelLogout {
  const issuer = sole(parameters, 'iss');
  const sid = sole(parameters, 'sid');
  if (issuer === undefined || sid === undefined) throw new Problem('invalid_callback', 'iss or sid is missing');
  if (!isIssuerOf(rule, issuer)) throw new Problem('invalid_callback', 'iss of the logout is not the issuer');
  return { issuer, sid };
}
