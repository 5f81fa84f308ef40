import type { Claims } from '../claims.ts';
import { secondsClaim, toleranceSeconds } from '../token-claims/clock.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/** How recently the person is to have authenticated at the provider. */
export interface Freshness {
  /** When the login began, milliseconds since the epoch; just now unless given. */
  readonly startedAt?: number;
  /** `max_age` as it was sent, in seconds. */
  readonly maxAge?: number;
  /** Whether the provider was told to authenticate the person anew (`prompt=login`). */
  readonly anew?: boolean;
}

/**
 * Where `max_age` was sent, `auth_time` must be there and recent enough (Core 1.0 section 3.1.3.7, 13). One since the
 * login began always is, however long the person took to come back: with `max_age=0` that is what is asked for. Where
 * the person was to authenticate anew, an `auth_time` from before that says that they did not.
 * @param now Milliseconds since the epoch.
 * @returns `auth_time` in seconds since the epoch; 0 where the provider does not say.
 */
export function checkAuthTime(claims: Claims, asked: Freshness, now: number): number {
  const { startedAt = now, maxAge, anew = false } = asked;
  const authTime = secondsClaim(claims, 'auth_time') ?? 0;
  if (authTime > now / 1000 + toleranceSeconds) throw refuseToken('auth_time', 'auth_time is in the future');
  if (maxAge !== undefined && authTime === 0) {
    const said = claims['auth_time'] === undefined ? 'missing' : 'no time';
    throw refuseToken('auth_time', `auth_time is ${said} though max_age was sent`);
  }
  const sinceStart = authTime >= startedAt / 1000 - toleranceSeconds;
  const withinAge = maxAge === undefined || now / 1000 - authTime <= maxAge + toleranceSeconds;
  if (!sinceStart && !withinAge) {
    throw refuseToken('auth_time', 'the person signed in at the provider too long ago');
  }
  if (!sinceStart && anew && authTime !== 0) {
    throw refuseToken('auth_time', 'the person did not sign in at the provider anew');
  }
  return authTime;
}
