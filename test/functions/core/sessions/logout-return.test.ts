import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import { type Attempt, attemptCookie } from '../../../../functions/core/sessions/login-attempt.ts';
import {
  clearLogout,
  isLogoutState,
  type LogoutReturn,
  logoutCookie,
  logoutCookieName,
  openLogout,
} from '../../../../functions/core/sessions/logout-return.ts';
import { soleKey } from '../support/session-keys.ts';

const keyring = createKeyring(soleKey('current key of thirty-two characters'));
const scope = { secure: true };
const start = Date.UTC(2026, 10, 23);
const state = randomBytes(32).toString('base64url');
const logout: LogoutReturn = { provider: 'corp', state, returnTo: 'https://app.example.com/bye', startedAt: start };

const sealedIn = (line: string) => line.slice(line.indexOf('=') + 1, line.indexOf(';'));
const value = sealedIn(logoutCookie(logout, keyring, randomBytes(12), scope));
const open = (sealed: string, by = state, now = start) => openLogout(sealed, by, keyring, scope, now);

describe('the cookie of a sign-out at the provider', () => {
  test('opens for its state until ten minutes are over', () => {
    expect(open(value)).toEqual(logout);
    expect(open(value, state, start + 599_999)).toEqual(logout);
    expect(open(value, state, start + 600_000)).toBeUndefined();
  });

  test('is this host’s alone, whatever the session cookie’s Domain, and is cleared as it was set', () => {
    for (const wide of [scope, { secure: true, domain: 'example.com' }]) {
      const attributes = 'Path=/; HttpOnly; SameSite=Lax; Secure';
      expect(logoutCookieName(wide)).toBe('__Host-postern-logout');
      expect(logoutCookie(logout, keyring, randomBytes(12), wide).split('; ').slice(1).join('; ')).toBe(
        `${attributes}; Max-Age=600`,
      );
      expect(clearLogout(wide)).toBe(`__Host-postern-logout=; ${attributes}; Max-Age=0`);
    }
    expect(logoutCookieName({ secure: false })).toBe('postern-logout');
  });

  test('fits into what browsers take with the longest address', () => {
    const longest = { ...logout, provider: 'p'.repeat(32), returnTo: `/${'a'.repeat(1023)}` };
    const line = logoutCookie(longest, keyring, randomBytes(12), scope);
    expect(line.slice(0, line.indexOf(';')).length).toBeLessThanOrEqual(4096);
  });

  test('opens for no other state, and none is one that could not be ours', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[\w-]{43}$/)), (other) => {
        fc.pre(other !== state);
        expect(open(value, other)).toBeUndefined();
        expect(isLogoutState(other)).toBe(/^[A-Za-z0-9_-]{43}$/.test(other));
      }),
      { examples: [[''], [state.slice(1)], [`${state}A`], [`${state}\n`], [state.toLowerCase()]] },
    );
    expect(isLogoutState(state)).toBe(true);
  });

  test('does not open if a character is changed', () => {
    fc.assert(
      fc.property(fc.nat(value.length - 1), fc.stringMatching(/^[\w-]$/), (at, character) => {
        fc.pre(value[at] !== character);
        expect(open(value.slice(0, at) + character + value.slice(at + 1))).toBeUndefined();
      }),
    );
  });

  test('is none that a key of somebody else, another name or another purpose has sealed', () => {
    const name = logoutCookieName(scope);
    const text = JSON.stringify(logout);
    const stranger = createKeyring(soleKey('another key of thirty-two characters'));
    expect(open(sealedIn(logoutCookie(logout, stranger, randomBytes(12), scope)))).toBeUndefined();
    expect(open(keyring.seal('provider sign-out', 'postern-logout', text, randomBytes(12)))).toBeUndefined();
    for (const purpose of ['login attempt', 'id_token hint'] as const) {
      expect(open(keyring.seal(purpose, name, text, randomBytes(12)))).toBeUndefined();
    }
    const attempt: Attempt = {
      ...{
        provider: 'corp',
        state,
        nonce: 'n',
        codeVerifier: 'v',
        returnTo: '/',
        startedAt: start,
        issExpected: false,
      },
      tokenEndpoint: 'https://login.example.com/token',
    };
    const sealed = sealedIn(attemptCookie(attempt, keyring, randomBytes(12), scope, 'Lax'));
    for (const taken of [sealed, sealed.slice(sealed.indexOf('_') + 1)]) expect(open(taken)).toBeUndefined();
  });
});
