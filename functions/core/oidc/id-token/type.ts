import type { JWSHeaderParameters } from 'jose';
import type { Claims } from '../claims.ts';
import { explicitType } from '../jws.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/**
 * Values of the header parameter `typ` (RFC 8725 section 3.11) that mark other kinds of token: logout tokens, access
 * tokens, security event tokens and DPoP proofs.
 */
const otherTypes: ReadonlySet<string | undefined> = new Set(['logout+jwt', 'at+jwt', 'secevent+jwt', 'dpop+jwt']);

/**
 * Asserts that a token is an ID token. Logout tokens and access tokens are refused, since the same keys may sign them
 * (token confusion, Back-Channel Logout 1.0 section 2.4).
 */
export function checkIsIdToken(header: JWSHeaderParameters, claims: Claims): void {
  if (otherTypes.has(explicitType(header))) throw refuseToken('typ', 'the token is of another type');
  if (claims['events'] !== undefined) throw refuseToken('events', 'a token with events is no ID token');
}
