import type { Claims } from '../claims.ts';
import { secondsClaim, toleranceSeconds } from '../token-claims/clock.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/** How recently the person must have authenticated at the provider. */
export interface AuthenticationAge {
  /** Start of the login, milliseconds since the epoch; by default now. */
  readonly startedAt?: number;
  /** The request's `max_age`, in seconds. */
  readonly maxAge?: number;
  /** Whether the request demanded reauthentication (`prompt=login`). */
  readonly anew?: boolean;
}

/**
 * If the request had `max_age`, `auth_time` is required and must be recent enough (Core 1.0 section 3.1.3.7, 13). One
 * after the start of the login always is, however long the person took: `max_age=0` asks for exactly that. After
 * `prompt=login`, an `auth_time` before the login shows that the person did not reauthenticate.
 * @param now Milliseconds since the epoch.
 * @returns `auth_time` in seconds since the epoch; 0 if the provider omits it.
 */
export function checkAuthTime(claims: Claims, asked: AuthenticationAge, now: number): number {
  const { startedAt = now, maxAge, anew = false } = asked;
  const authTime = secondsClaim(claims, 'auth_time') ?? 0;
  if (authTime > now / 1000 + toleranceSeconds) throw refuseToken('auth_time', 'auth_time is in the future');
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
