import { timingSafeEqual } from 'node:crypto';
import { type CookieScope, clearCookie, cookieName, hostOnly, setCookie } from './cookies.ts';
import type { Keyring } from './keyring.ts';

/** Seconds within which a person must return from the provider's own sign-out. */
const logoutSeconds = 600;

/** A sign-out that continues at the provider, sealed in a cookie that binds the return to this browser. */
export interface LogoutReturn {
  /** The provider that the session was opened with. */
  readonly provider: string;
  /** `state` as sent to the provider's `end_session_endpoint`. */
  readonly state: string;
  /** Target after the return, if the app gave one. */
  readonly returnTo?: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
}

/** 256 bits in base64url, the form of our own. */
const ownState = /^[\w-]{43}$/;

/** Name of the cookie: host-only, like those of login attempts. */
export function logoutCookieName(scope: CookieScope): string {
  return cookieName('postern-logout', hostOnly(scope));
}

/**
 * The Set-Cookie value of a sign-out that continues at the provider.
 * @param iv Twelve random bytes, never used twice.
 */
export function logoutCookie(logout: LogoutReturn, keyring: Keyring, iv: Uint8Array, scope: CookieScope): string {
  const name = logoutCookieName(scope);
  const sealed = keyring.seal('provider sign-out', name, JSON.stringify(logout), iv);
  return setCookie(name, sealed, logoutSeconds, hostOnly(scope), 'Lax');
}

/** The Set-Cookie value that removes it. */
export function clearLogout(scope: CookieScope): string {
  return clearCookie(logoutCookieName(scope), hostOnly(scope), 'Lax');
}

/** Whether a `state` can be one of ours. */
export function isLogoutState(state: string): boolean {
  return ownState.test(state);
}

/**
 * Opens the cookie's value for a browser that returns with this `state` (RP-Initiated Logout 1.0 section 3).
 * @param now Milliseconds since the epoch.
 * @returns undefined for a forged value, another sign-out's `state`, or an expired one.
 */
export function openLogout(
  value: string,
  state: string,
  keyring: Keyring,
  scope: CookieScope,
  now: number,
): LogoutReturn | undefined {
  const text = keyring.open('provider sign-out', logoutCookieName(scope), value);
  if (text === undefined) return undefined;
  const logout: LogoutReturn = JSON.parse(text);
  return equal(logout.state, state) && now < logout.startedAt + logoutSeconds * 1000 ? logout : undefined;
}

function equal(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
