import { timingSafeEqual } from 'node:crypto';
import { type CookieScope, clearCookie, cookieName, hostOnly, setCookie } from './cookies.ts';
import type { Keyring } from './keyring.ts';

/** Seconds within which the browser must return from the provider's own sign-out. A later return is not recognised. */
const logoutSeconds = 600;

/**
 * A sign-out that continues at the provider. It is sealed (encrypted) in a cookie, which ties the return to the browser
 * that signed out.
 */
export interface LogoutReturn {
  /** Name of the provider that the session was opened with. */
  readonly provider: string;
  /** `state` as sent to the provider's `end_session_endpoint`. */
  readonly state: string;
  /** Where the person goes after the return from the provider, if the sign-out request had `return_to`. */
  readonly returnTo?: string;
  /** Start of the sign-out, milliseconds since the epoch. */
  readonly startedAt: number;
}

/** Form of a `state` that Postern generates: 256 bits in base64url. */
const ownState = /^[\w-]{43}$/;

/** Name of the cookie of a sign-out. It is host-only, like the cookies of login attempts. */
export function logoutCookieName(scope: CookieScope): string {
  return cookieName('postern-logout', hostOnly(scope));
}

/**
 * The Set-Cookie header's value for a sign-out that continues at the provider.
 * @param iv Initialisation vector of twelve random bytes, never used twice.
 */
export function logoutCookie(logout: LogoutReturn, keyring: Keyring, iv: Uint8Array, scope: CookieScope): string {
  const name = logoutCookieName(scope);
  const sealed = keyring.seal('provider sign-out', name, JSON.stringify(logout), iv);
  return setCookie(name, sealed, logoutSeconds, hostOnly(scope), 'Lax');
}

/** The Set-Cookie header's value that removes the cookie of a sign-out. */
export function clearLogout(scope: CookieScope): string {
  return clearCookie(logoutCookieName(scope), hostOnly(scope), 'Lax');
}

/** Whether a `state` has the form of those that Postern generates. */
export function isLogoutState(state: string): boolean {
  return ownState.test(state);
}

/**
 * Opens (decrypts) the sign-out in a cookie's value, for a browser that returns with this `state` (RP-Initiated Logout
 * 1.0 section 3).
 * @param now Milliseconds since the epoch.
 * @returns undefined for a forged value, for the `state` of another sign-out, or for an expired sign-out.
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
