import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import {
  type Attempt,
  attemptCookie,
  attemptCookieName,
  attemptSeconds,
  clearAttempt,
  dropOldestAttempts,
  isOpen,
  openAttempt,
  sealedAttempt,
  stateHash,
} from '../../../../functions/core/sessions/login-attempt.ts';
import { logoutCookie, logoutCookieName } from '../../../../functions/core/sessions/logout-return.ts';
import { problem } from '../support/problems.ts';
import { soleKey } from '../support/session-keys.ts';

const keyring = createKeyring(soleKey('current key of thirty-two characters'));
const scope = { secure: true };
const start = Date.UTC(2026, 10, 23);
const attempt = (changes: Partial<Attempt> = {}): Attempt => ({
  provider: 'corp',
  state: 'state-1',
  nonce: 'nonce-1',
  codeVerifier: 'verifier-1',
  returnTo: '/',
  startedAt: start,
  tokenEndpoint: 'https://login.example.com/token',
  issExpected: false,
  ...changes,
});

/** Name and value of an attempt's cookie, as the browser sends them back. */
function cookieOf(made: Attempt): { readonly name: string; readonly value: string } {
  const [pair = ''] = attemptCookie(made, keyring, randomBytes(12), scope, 'Lax').split(';');
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at), value: pair.slice(at + 1) };
}

describe('an attempt', () => {
  test('has a cookie of its own, named by a hash of its state', () => {
    expect(cookieOf(attempt()).name).toBe(`__Host-postern-login-${stateHash('state-1').slice(0, 16)}`);
    expect(attemptCookieName('state-2', scope)).not.toBe(attemptCookieName('state-1', scope));
    expect(attemptCookieName('state-1', { secure: false })).toMatch(/^postern-login-/);
  });

  test('lives ten minutes in the browser', () => {
    expect(attemptSeconds).toBe(600);
    const cookie = attemptCookie(attempt(), keyring, randomBytes(12), scope, 'None');
    expect(cookie).toMatch(/; Path=\/; HttpOnly; SameSite=None; Secure; Max-Age=600$/);
  });

  test('is host-only, even if the session cookie has a Domain', () => {
    const withDomain = { secure: true, domain: 'example.com' };
    expect(attemptCookieName('state-1', withDomain)).toBe(attemptCookieName('state-1', scope));
    const cookie = attemptCookie(attempt(), keyring, randomBytes(12), withDomain, 'Lax');
    expect(cookie).not.toContain('Domain');
    expect(clearAttempt('n', withDomain, 'Lax')).toBe('n=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0');
  });

  test('fits in the 4096 bytes that browsers take, or is refused', () => {
    const sized = (length: number) => attempt({ tokenEndpoint: `https://login.example.com/${'t'.repeat(length)}` });
    const { name, value } = cookieOf(sized(2000));
    const room = Math.floor(((4096 - name.length - value.length) * 3) / 4);
    const message = "the provider's endpoints are too long for a cookie";
    const lengths = Array.from({ length: 9 }, (_, more) => {
      try {
        return cookieOf(sized(2000 + room - 4 + more)).value.length + name.length;
      } catch (refusal) {
        expect(refusal).toEqual(problem('provider_error', { message }));
        return 'refused';
      }
    });
    expect(lengths.filter((length) => length !== 'refused').at(-1)).toBe(4096);
    expect(lengths.at(-1)).toBe('refused');
  });

  test('opens to what was sealed', () => {
    const made = attempt({ maxAge: 300, jwksUri: 'https://login.example.com/jwks', userinfoEndpoint: 'https://u/' });
    const { name, value } = cookieOf(made);
    expect(value).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(openAttempt(name, value, keyring)).toEqual(made);
  });

  test('shows neither state, nonce nor verifier', () => {
    const { name, value } = cookieOf(attempt());
    const text = name + value + Buffer.from(value.slice(value.indexOf('_') + 1), 'base64url').toString('latin1');
    expect(text).not.toMatch(/state-1|nonce-1|verifier-1/);
  });

  test('does not open under another name, with another start, or changed', () => {
    const { name, value } = cookieOf(attempt());
    const other = attemptCookieName('state-2', scope);
    const sealed = value.slice(value.indexOf('_') + 1);
    expect(openAttempt(other, value, keyring)).toBeUndefined();
    expect(openAttempt(name, `zzzzzz_${sealed}`, keyring)).toBeUndefined();
    expect(openAttempt(name, sealed, keyring)).toBeUndefined();
    expect(openAttempt(name, '', keyring)).toBeUndefined();
    expect(openAttempt(name, `${value.slice(0, -2)}AA`, keyring)).toBeUndefined();
  });

  test('holds a sealed part, by which it can be told whether its key is known', () => {
    const { value } = cookieOf(attempt());
    expect(keyring.lacksKeyOf('login attempt', sealedAttempt(value))).toBe(false);
    expect(createKeyring(soleKey('x'.repeat(32))).lacksKeyOf('login attempt', sealedAttempt(value))).toBe(true);
    expect(keyring.lacksKeyOf('login attempt', sealedAttempt(''))).toBe(false);
  });

  test('does not open by a key of another deployment', () => {
    const { name, value } = cookieOf(attempt());
    expect(openAttempt(name, value, createKeyring(soleKey('x'.repeat(32))))).toBeUndefined();
  });

  test('is open for ten minutes, to the millisecond', () => {
    expect(isOpen(attempt(), start + 600_000 - 1)).toBe(true);
    expect(isOpen(attempt(), start + 600_000)).toBe(false);
  });
});

describe('dropOldestAttempts', () => {
  const cookies = (count: number) =>
    Array.from({ length: count }, (_, index) =>
      cookieOf(attempt({ state: `s${index}`, startedAt: start + index * 1000 })),
    );
  const header = (list: readonly { name: string; value: string }[]) =>
    list.map(({ name, value }) => `${name}=${value}`).join('; ');
  const dropped = (cookieHeader: string, newLength = 100) =>
    dropOldestAttempts(cookieHeader, newLength, scope, 'Lax').map((cookie) => cookie.slice(0, cookie.indexOf('=')));

  test('keeps five beside the new one, the latest, however they are ordered', () => {
    const all = cookies(8);
    const names = all.map(({ name }) => name);
    expect(dropped(header(cookies(5)))).toEqual([]);
    expect(dropped(header(all)).sort()).toEqual(names.slice(0, 3).sort());
    expect(dropped(header(all.toReversed())).sort()).toEqual(names.slice(0, 3).sort());
  });

  test('keeps no more characters than seven Ki together with the new one', () => {
    const named = (index: number, length: number) => {
      const name = attemptCookieName(`s${index}`, scope);
      const value = `${(1_800_000_000 + index).toString(36)}_`.padEnd(length - name.length, 'A');
      return { name, value };
    };
    const two = [named(1, 2560), named(2, 2560)];
    expect(dropped(header(two), 2048)).toEqual([]);
    expect(dropped(header(two), 2049)).toEqual([named(1, 2560).name]);
    expect(dropped(header(two), 7169)).toHaveLength(2);
  });

  test('keeps as much less as the cookie of a sign-out under way takes, since the header is one', () => {
    const bye = { provider: 'corp', state: 's'.repeat(43), returnTo: `/${'a'.repeat(1023)}`, startedAt: start };
    const [out = ''] = logoutCookie(bye, keyring, new Uint8Array(12), scope).split(';', 1);
    const jar = [...cookies(5).map(({ name, value }) => `${name}=${value.padEnd(1100, 'A')}`), out];
    const gone = dropped(jar.join('; '), 1100);
    const kept = jar.filter((pair) => !gone.some((name) => pair.startsWith(`${name}=`)));
    expect(kept).toContain(out);
    expect(kept.join('').length + 1100).toBeLessThanOrEqual(7168);
  });

  test('takes name and value of that cookie for what it takes', () => {
    const [open] = cookies(1);
    const name = logoutCookieName(scope);
    const jar = header([...cookies(1), { name, value: 'A'.repeat(1500) }]);
    const rest = 7168 - name.length - 1500 - (open ? open.name.length + open.value.length : 0);
    expect(dropped(jar, rest)).toEqual([]);
    expect(dropped(jar, rest + 1)).toEqual([open?.name]);
  });

  test('drops the oldest first, and what tells no start before all others', () => {
    const unreadable = { name: `${attemptCookieName('x', scope)}`, value: '!' };
    expect(dropped(header([unreadable, ...cookies(5)]))).toEqual([unreadable.name]);
  });

  test('drops twenty at once at most, the oldest', () => {
    const names = cookies(30).map(({ name }) => name);
    expect(dropped(header(cookies(30))).sort()).toEqual(names.slice(0, 20).sort());
  });

  test("leaves other cookies alone, and clears with the attempt's attributes", () => {
    const others = '__Host-postern-session=abc; postern-login-x=1; theme=dark';
    expect(dropped(others, 100_000)).toEqual([]);
    const [cleared] = dropOldestAttempts(header(cookies(1)), 100_000, scope, 'None');
    expect(cleared).toMatch(/=; Path=\/; HttpOnly; SameSite=None; Secure; Max-Age=0$/);
  });

  test('what stays is within both limits, whatever is sent', () => {
    const value = fc.stringMatching(/^[a-z0-9]{0,6}_?[A-Za-z0-9_-]{0,2000}$/);
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), fc.nat(4000), (values, newLength) => {
        const sent = values.map((text, index) => ({ name: attemptCookieName(`s${index}`, scope), value: text }));
        const gone = new Set(dropped(header(sent), newLength));
        const kept = sent.filter(({ name }) => !gone.has(name));
        const characters = kept.reduce((sum, cookie) => sum + cookie.name.length + cookie.value.length, newLength);
        expect(kept.length).toBeLessThan(6);
        expect(kept.length === 0 || characters <= 7168).toBe(true);
      }),
    );
  });
});
