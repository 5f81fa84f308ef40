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
/** Maximum open login attempts of a browser, and maximum characters of their cookies in the header. */
const maximumOpen = 6;
const maximumCharacters = 7 * 1024;
/** Maximum attempts dropped at once; each takes a header of the response. */
const maximumDropped = 20;

/**
 * A login attempt (login transaction), sealed in a cookie of its own that binds it to the browser that started it. It pins
 * the provider's endpoints, so that a code goes only to the provider that the login began with (mix-up, RFC 9700 section
 * 4.4).
 */
export interface Attempt {
  readonly provider: string;
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** `max_age` as sent, in seconds. */
  readonly maxAge?: number;
  /** Whether the request demanded reauthentication (`prompt=login`). */
  readonly anew?: true;
  /** Whether the request forbade interaction (`prompt=none`). */
  readonly silent?: true;
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  /** Whether the provider promises `iss` in its authorization response (RFC 9207). */
  readonly issExpected: boolean;
  /** The session that asked to link the provider, and the provider of that session, if the login is for that. */
  readonly link?: SessionToken & { readonly provider: string };
  /** The browser's session at the start: a cross-site POST response comes without its cookie. */
  readonly replaces?: SessionToken;
}

const prefix = 'postern-login-';
/** Maximum bytes of name and value that browsers accept (RFC 6265 section 6.1). */
const maximumCookieBytes = 4096;

/** SHA-256 of a state: the attempt's single-use key in the table; the cookie's name has its start. */
export function stateHash(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}

/** Name of the cookie of the attempt with this state. */
export function attemptCookieName(state: string, scope: CookieScope): string {
  return cookieName(prefix + stateHash(state).slice(0, 16), hostOnly(scope));
}

/**
 * The Set-Cookie value of a new attempt. It begins with the start time, so that the oldest can be found without opening.
 * @throws Problem `provider_error` if the provider's endpoints are so long that browsers would drop the cookie.
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

/** The Set-Cookie value that removes an attempt's cookie. */
export function clearAttempt(name: string, scope: CookieScope, sameSite: SameSite): string {
  return clearCookie(name, hostOnly(scope), sameSite);
}

/** The sealed part of the value of an attempt's cookie. */
export function sealedAttempt(value: string): string {
  return value.slice(value.indexOf('_') + 1);
}

/** Opens the value of an attempt's cookie, if it was sealed under this name. The caller checks expiry. */
export function openAttempt(name: string, value: string, keyring: Keyring): Attempt | undefined {
  const started = value.slice(0, value.indexOf('_'));
  const text = keyring.open('login attempt', `${name}=${started}`, sealedAttempt(value));
  return text === undefined ? undefined : JSON.parse(text);
}

/** Whether the attempt has not expired. */
export function isOpen(attempt: Attempt, now: number): boolean {
  return now < attempt.startedAt + attemptSeconds * 1000;
}

/** Set-Cookie values that remove the browser's oldest attempts, so that a new one of this length fits. */
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
  // A sign-out under way has a cookie in the same header.
  const signOut = cookies.filter(({ name }) => name === logoutCookieName(scope));
  let characters = signOut.reduce((sum, { name, value }) => sum + name.length + value.length, newLength);
  const kept = open.filter((cookie, index) => {
    characters += cookie.length;
    return index < maximumOpen - 1 && characters <= maximumCharacters;
  });
  const dropped = open.filter((cookie) => !kept.includes(cookie)).slice(-maximumDropped);
  return dropped.map(({ name }) => clearAttempt(name, scope, sameSite));
}

/** Start time of an attempt's cookie, in base 36 before the underscore. */
function startOf(value: string): number {
  const started = Number.parseInt(value, 36);
  return Number.isNaN(started) ? 0 : started;
}
