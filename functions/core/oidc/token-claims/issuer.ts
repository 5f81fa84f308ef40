import type { Claims } from '../claims.ts';
import { type IssuerRule, issuersOf } from './issuers.ts';
import { refuseToken } from './refuse.ts';

/**
 * `iss` must be an issuer of the provider exactly, trailing slash included (Core 1.0 section 3.1.3.7, 2). Where it is a
 * tenant's, `tid` must be that tenant: the keys that sign are every tenant's.
 */
export function checkIssuer(claims: Claims, expected: IssuerRule): void {
  if (claims['iss'] === undefined) throw refuseToken('iss', 'iss is missing');
  const issuer = issuersOf(expected).find(({ name }) => name === claims['iss']);
  if (issuer === undefined) throw refuseToken('iss', 'iss is not the issuer');
  if (issuer.tenant !== undefined && claims['tid'] !== issuer.tenant) {
    throw refuseToken('tid', 'tid is not the tenant of iss');
  }
}
