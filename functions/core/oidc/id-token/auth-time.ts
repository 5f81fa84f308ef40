import type { Claims } from '../claims.ts';
import { refuseToken } from '../refuse-token.ts';
import { secondsClaim, toleranceSeconds } from '../seconds.ts';

/**
 * Where `max_age` was sent, `auth_time` must be there and recent enough (Core 1.0 section 3.1.3.7, 13).
 * @param maxAge Seconds.
 * @param now Milliseconds since the epoch.
 * @returns `auth_time` in seconds since the epoch; 0 where the provider does not say.
 */
export function checkAuthTime(claims: Claims, maxAge: number | undefined, now: number): number {
  const authTime = secondsClaim(claims, 'auth_time');
  if (maxAge === undefined) return authTime ?? 0;
  if (authTime === undefined) throw refuseToken('auth_time', 'auth_time is missing though max_age was sent');
  if (now / 1000 - authTime > maxAge + toleranceSeconds) {
    throw refuseToken('auth_time', 'the person signed in at the provider too long ago');
  }
  return authTime;
}
