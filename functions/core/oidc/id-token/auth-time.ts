import type { Claims } from '../claims.ts';
import { atMostNow, secondsClaim, toleranceSeconds } from '../token-claims/clock.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/** How recently the person must have authenticated at the provider, as the authorization request demanded. */
export interface AuthenticationAge {
  /** Start of the login attempt, milliseconds since the epoch. By default the present time. */
  readonly startedAt?: number;
  /** `max_age` of the authorization request, in seconds; absent if it was not sent. */
  readonly maxAge?: number;
  /** Whether the authorization request demanded reauthentication (`prompt=login`). */
  readonly anew?: boolean;
}

/**
 * Checks that the person authenticated recently enough. If the authorization request had `max_age`, `auth_time` is
 * required and must not be older than `max_age` (Core 1.0 section 3.1.3.7, item 13). An `auth_time` after the start of
 * the login is always recent enough, however long the person took. So with `max_age=0` the person must authenticate
 * after the start of the login. After `prompt=login`, an `auth_time` before the start of the login is refused: the
 * person did not reauthenticate.
 * @param now Milliseconds since the epoch.
 * @returns `auth_time` in seconds since the epoch, at most the present time; 0 if the provider omits it.
 * @throws Problem `invalid_id_token`.
 */
export function checkAuthTime(claims: Claims, asked: AuthenticationAge, now: number): number {
  const { startedAt = now, maxAge, anew = false } = asked;
  const stated = secondsClaim(claims, 'auth_time') ?? 0;
  if (stated > now / 1000 + toleranceSeconds) throw refuseToken('auth_time', 'auth_time is in the future');
  const authTime = atMostNow(now, stated);
  if (maxAge !== undefined && authTime === 0) {
    const found = claims['auth_time'] === undefined ? 'missing' : 'not a time';
    throw refuseToken('auth_time', `auth_time is ${found} though max_age was sent`);
  }
  const sinceStart = authTime >= startedAt / 1000 - toleranceSeconds;
  const withinAge = maxAge === undefined || now / 1000 - authTime <= maxAge + toleranceSeconds;
  if (!sinceStart && !withinAge) {
    throw refuseToken('auth_time', 'the person signed in at the provider too long ago');
  }
  if (!sinceStart && anew && authTime !== 0) {
    throw refuseToken('auth_time', 'the person did not reauthenticate at the provider');
  }
  return authTime;
}
