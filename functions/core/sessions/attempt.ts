import { createHash } from 'node:crypto';
import { type CookieScope, clearCookie, cookieName, parseCookies, type SameSite, setCookie } from './cookies.ts';
import type { Keyring } from './keyring.ts';

/** Seconds a login attempt may take. */
export const attemptSeconds = 600;
/** Login attempts a browser may have open, and the characters that their cookies may take of the header. */
const maximumOpen = 6;
const maximumCharacters = 6 * 1024;

/**
 * A login on its way, sealed in a cookie of its own: the browser that started it is the one that finishes it. The
 * provider's endpoints are pinned here, so that a code goes only to the provider that the login began with (RFC 9700
 * section 4.4).
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
  readonly tokenEndpoint: string;
  readonly userinfoEndpoint?: string;
  readonly jwksUri?: string;
  /** Whether the provider promises `iss` in its authorization response (RFC 9207). */
  readonly issExpected: boolean;
  /** Whether the provider has a sign-out of its own, which will want the ID token as a hint. */
  readonly hasEndSession: boolean;
}

const prefix = 'postern-login-';

/** SHA-256 of a state: the single-use key in the table, and (its start) the attempt's name in the browser. */
export function stateHash(state: string): string {
  return createHash('sha256').update(state).digest('base64url');
}

/** Name of the cookie of the attempt with this state. */
export function attemptCookieName(state: string, scope: CookieScope): string {
  return cookieName(prefix + stateHash(state).slice(0, 16), scope);
}

/** The Set-Cookie value of a new attempt. It begins with the start time, so that the oldest can be told unopened. */
export function attemptCookie(
  attempt: Attempt,
  keyring: Keyring,
  iv: Uint8Array,
  scope: CookieScope,
  sameSite: SameSite,
): string {
  const name = attemptCookieName(attempt.state, scope);
  const started = Math.floor(attempt.startedAt / 1000).toString(36);
  const sealed = keyring.seal('login attempt', `${name}=${started}`, JSON.stringify(attempt), iv);
  return setCookie(name, `${started}_${sealed}`, attemptSeconds, scope, sameSite);
}

/** Opens the value of an attempt's cookie: only what we sealed under this very name. Expiry is judged by the caller. */
export function openAttempt(name: string, value: string, keyring: Keyring): Attempt | undefined {
  const at = value.indexOf('_');
  const text = keyring.open('login attempt', `${name}=${value.slice(0, at)}`, value.slice(at + 1));
  return text === undefined ? undefined : JSON.parse(text);
}

/** Whether the attempt is still young enough to be finished. */
export function isOpen(attempt: Attempt, now: number): boolean {
  return now < attempt.startedAt + attemptSeconds * 1000;
}

/** Set-Cookie values that drop the browser's oldest attempts, so that a new one of this length fits. */
export function dropOldestAttempts(
  cookieHeader: string,
  newLength: number,
  scope: CookieScope,
  sameSite: SameSite,
): readonly string[] {
  const open = parseCookies(cookieHeader)
    .filter(({ name }) => name.startsWith(cookieName(prefix, scope)))
    .map(({ name, value }) => ({ name, length: name.length + value.length, started: startOf(value) }))
    .sort((a, b) => b.started - a.started);
  let characters = newLength;
  const kept = open.filter((cookie, index) => {
    characters += cookie.length;
    return index < maximumOpen - 1 && characters <= maximumCharacters;
  });
  return open.filter((cookie) => !kept.includes(cookie)).map(({ name }) => clearCookie(name, scope, sameSite));
}

function startOf(value: string): number {
  const started = Number.parseInt(value.split('_', 1)[0] ?? '', 36);
  return Number.isNaN(started) ? 0 : started;
}
