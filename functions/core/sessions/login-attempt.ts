import { createHash } from 'node:crypto';
import { Problem } from '../errors.ts';
import {
  type CookieScope,
  clearCookie,
  cookieName,
  hostOnly,
  parseCookies,
  type SameSite,
  setCookie,
} from './cookies.ts';
import type { Keyring } from './keyring.ts';
import { logoutCookieName } from './logout-return.ts';
import type { SessionToken } from './session-cookie.ts';

/** Lifetime of a login attempt in seconds. */
export const attemptSeconds = 600;
/** Maximum open login attempts in one browser, and maximum characters of their cookies in the Cookie header. */
const maximumOpen = 6;
const maximumCharacters = 7 * 1024;
/**
 * Maximum number of login attempts that one response drops. To remove each attempt's cookie, the response needs one
 * Set-Cookie header.
 */
const maximumDropped = 20;

/**
 * A login attempt (login transaction). It is sealed (encrypted) in a cookie of its own, which binds it to the browser
 * that started it. It pins the provider's endpoints, so that the code is sent only to the provider that the login
 * started with (mix-up, RFC 9700 section 4.4).
 */
export interface Attempt {
  readonly provider: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  /** Start of the login, milliseconds since the epoch. */
  readonly startedAt: number;
  /** `max_age` of the authorization request, in seconds; absent if it was not sent. */
  readonly maxAge?: number;
  /** Whether the authorization request demanded reauthentication (`prompt=login`). */
  readonly anew?: true;
  /** Whether the authorization request forbade interaction with the person (`prompt=none`). */
  readonly silent?: true;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  /** Whether the provider's metadata promises `iss` in its authorization responses (RFC 9207). */
  readonly issExpected: boolean;
  /**
   * The session that asked to link the provider, and the provider with which that session was opened. Absent if the
   * login is an ordinary sign-in.
   */
  readonly link?: SessionToken & { readonly provider: string };
  /**
   * The browser's session when the login started, which the new session replaces. It is stored here because browsers do
   * not send the session cookie with a cross-site POST (`form_post`).
   */
  readonly replaces?: SessionToken;
}

const prefix = 'postern-login-';
/** Maximum bytes of a cookie's name and value that all browsers accept (RFC 6265 section 6.1). */
const maximumCookieBytes = 4096;

/**
 * SHA-256 of `state`. It is the key under which the table records that the login attempt was used. Its first characters
 * are part of the cookie's name, so that parallel logins have separate cookies.
 */
export function stateHash(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}

/** Name of the cookie that holds the login attempt with this `state`. */
export function attemptCookieName(state: string, scope: CookieScope): string {
  return cookieName(prefix + stateHash(state).slice(0, 16), hostOnly(scope));
}

/**
 * The Set-Cookie header's value for a new login attempt. The cookie's value has the start time as an unencrypted
 * prefix, so that the oldest attempts can be found without decrypting any.
 * @throws Problem `provider_error` if the provider's endpoints are so long that browsers would discard the cookie.
 */
export function attemptCookie(
  attempt: Attempt,
  keyring: Keyring,
  iv: Uint8Array,
  scope: CookieScope,
  sameSite: SameSite,
): string {
  const name = attemptCookieName(attempt.state, scope);
  const started = attempt.startedAt.toString(36);
  const sealed = keyring.seal('login attempt', `${name}=${started}`, JSON.stringify(attempt), iv);
  const value = `${started}_${sealed}`;
  if (name.length + value.length > maximumCookieBytes) {
    throw new Problem('provider_error', "the provider's endpoints are too long for a cookie");
  }
  return setCookie(name, value, attemptSeconds, hostOnly(scope), sameSite);
}

/** The Set-Cookie header's value that removes the cookie of a login attempt. */
export function clearAttempt(name: string, scope: CookieScope, sameSite: SameSite): string {
  return clearCookie(name, hostOnly(scope), sameSite);
}

/** The sealed (encrypted) part of the value of a login attempt's cookie, without the start time before it. */
export function sealedAttempt(value: string): string {
  return value.slice(value.indexOf('_') + 1);
}

/**
 * Opens (decrypts) the value of a login attempt's cookie. Whether the attempt has expired is left to the caller.
 * @returns undefined if the value was not sealed by us for a cookie of this name.
 */
export function openAttempt(name: string, value: string, keyring: Keyring): Attempt | undefined {
  const started = value.slice(0, value.indexOf('_'));
  const text = keyring.open('login attempt', `${name}=${started}`, sealedAttempt(value));
  return text === undefined ? undefined : JSON.parse(text);
}

/**
 * Whether a login attempt has not expired yet.
 * @param now Milliseconds since the epoch.
 */
export function isOpen(attempt: Attempt, now: number): boolean {
  return now < attempt.startedAt + attemptSeconds * 1000;
}

/**
 * Set-Cookie headers' values that remove the browser's oldest login attempts, so that the Cookie header does not grow
 * too long.
 * @param newLength Characters of the new attempt's cookie, which must still fit.
 */
export function dropOldestAttempts(
  cookieHeader: string,
  newLength: number,
  scope: CookieScope,
  sameSite: SameSite,
): readonly string[] {
  const cookies = parseCookies(cookieHeader);
  const open = cookies
    .filter(({ name }) => name.startsWith(cookieName(prefix, hostOnly(scope))))
    .map(({ name, value }) => ({ name, length: name.length + value.length, started: startOf(value) }))
    .sort((a, b) => b.started - a.started);
  // The cookie of an unfinished sign-out at a provider is in the same header, so its length counts too.
  const signOut = cookies.filter(({ name }) => name === logoutCookieName(scope));
  let characters = signOut.reduce((sum, { name, value }) => sum + name.length + value.length, newLength);
  const kept = open.filter((cookie, index) => {
    characters += cookie.length;
    return index < maximumOpen - 1 && characters <= maximumCharacters;
  });
  const dropped = open.filter((cookie) => !kept.includes(cookie)).slice(-maximumDropped);
  return dropped.map(({ name }) => clearAttempt(name, scope, sameSite));
}

/**
 * Start time of a login attempt, in milliseconds since the epoch. It is the part of the cookie's value before the
 * underscore, in base 36. For a malformed value it is 0, so that the cookie counts as the oldest.
 */
function startOf(value: string): number {
  const started = Number.parseInt(value, 36);
  return Number.isNaN(started) ? 0 : started;
}
