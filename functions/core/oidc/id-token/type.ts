import type { JWSHeaderParameters } from 'jose';
import type { Claims } from '../claims.ts';
import { explicitType } from '../jws.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/** Explicit types (RFC 8725 section 3.11) of other tokens that the same keys sign. */
const otherTypes: ReadonlySet<string | undefined> = new Set(['logout+jwt', 'at+jwt', 'secevent+jwt', 'dpop+jwt']);

/** Refuses logout and access tokens in place of ID tokens (token confusion, Back-Channel Logout 1.0 section 2.4). */
export function checkIsIdToken(header: JWSHeaderParameters, claims: Claims): void {
  if (otherTypes.has(explicitType(header))) throw refuseToken('typ', 'the token is of another type');
  if (claims['events'] !== undefined) throw refuseToken('events', 'a token with events is no ID token');
}
