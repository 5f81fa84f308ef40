import type { Claims } from '../claims.ts';
import { secondsClaim, toleranceSeconds } from '../token-claims/clock.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/**
 * Requires `exp` and `iat`, and checks both, as well as `nbf` if present. Clock skew is tolerated (Core 1.0 sections 2
 * and 3.1.3.7, items 9 and 10; RFC 7519 section 4.1.5).
 * @param now Milliseconds since the epoch.
 * @throws Problem `invalid_id_token`.
 */
export function checkTimes(claims: Claims, now: number): void {
  if (claims['exp'] === undefined) throw refuseToken('exp', 'exp is missing');
  if (claims['iat'] === undefined) throw refuseToken('iat', 'iat is missing');
  checkStatedTimes(claims, now);
}

/**
 * Checks those of `exp`, `iat` and `nbf` that are present. Clock skew is tolerated (RFC 7519 section 4.1).
 * @param now Milliseconds since the epoch.
 * @throws Problem `invalid_id_token`.
 */
export function checkStatedTimes(claims: Claims, now: number): void {
  const latest = now / 1000 + toleranceSeconds;
  const expires = secondsClaim(claims, 'exp');
  const issued = secondsClaim(claims, 'iat');
  const notBefore = secondsClaim(claims, 'nbf');
  if (expires !== undefined && now / 1000 > expires + toleranceSeconds) {
    throw refuseToken('exp', 'the token has expired');
  }
  if (issued !== undefined && issued > latest) throw refuseToken('iat', 'the token was issued in the future');
  if (notBefore !== undefined && notBefore > latest) throw refuseToken('nbf', 'the token is not valid yet');
}
