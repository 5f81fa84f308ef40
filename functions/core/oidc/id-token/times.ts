import type { Claims } from '../claims.ts';
import { refuseToken } from '../refuse-token.ts';
import { secondsClaim, toleranceSeconds } from '../seconds.ts';

/**
 * `exp` and `iat` must be there and `nbf` may (Core 1.0 sections 2 and 3.1.3.7, 9 and 10; RFC 7519 section 4.1.5), each
 * with a tolerance for the clocks.
 * @param now Milliseconds since the epoch.
 */
export function checkTimes(claims: Claims, now: number): void {
  const seconds = now / 1000;
  const expires = secondsClaim(claims, 'exp');
  const issued = secondsClaim(claims, 'iat');
  if (expires === undefined) throw refuseToken('exp', 'exp is missing');
  if (issued === undefined) throw refuseToken('iat', 'iat is missing');
  if (seconds > expires + toleranceSeconds) throw refuseToken('exp', 'the token has expired');
  if (issued > seconds + toleranceSeconds) throw refuseToken('iat', 'the token was issued in the future');
  const notBefore = secondsClaim(claims, 'nbf');
  if (notBefore !== undefined && notBefore > seconds + toleranceSeconds) {
    throw refuseToken('nbf', 'the token is not valid yet');
  }
}
