import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  clearCookie,
  cookieName,
  hostOnly,
  parseCookies,
  sameSiteFor,
  setCookie,
  singleCookie,
} from '../../../../functions/core/sessions/cookies.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const host = { secure: true };
const domain = { secure: true, domain: 'example.com' };
const local = { secure: false };

test.each([
  [host, '__Host-postern-session'],
  [domain, '__Secure-postern-session'],
  [local, 'postern-session'],
])('the name under %j is %s', (scope, name) => expect(cookieName('postern-session', scope)).toBe(name));

test('a cookie for this host alone has no Domain, whatever the session cookie has', () => {
  expect(hostOnly(domain)).toStrictEqual(host);
  expect(hostOnly(local)).toStrictEqual(local);
});

describe('setCookie and clearCookie', () => {
  test.each([
    [host, 'Lax', '; Path=/; HttpOnly; SameSite=Lax; Secure'],
    [host, 'None', '; Path=/; HttpOnly; SameSite=None; Secure'],
    [domain, 'Lax', '; Path=/; Domain=example.com; HttpOnly; SameSite=Lax; Secure'],
    [local, 'Lax', '; Path=/; HttpOnly; SameSite=Lax'],
    [local, 'None', '; Path=/; HttpOnly'],
  ] as const)('%j %s: both carry the same attributes', (scope, sameSite, attributes) => {
    expect(setCookie('n', 'v', 600, scope, sameSite)).toBe(`n=v${attributes}; Max-Age=600`);
    expect(clearCookie('n', scope, sameSite)).toBe(`n=${attributes}; Max-Age=0`);
  });

  test('form_post alone needs SameSite=None', () => {
    expect(sameSiteFor('form_post')).toBe('None');
    expect(sameSiteFor('query')).toBe('Lax');
  });
});

describe('parseCookies', () => {
  test.each([
    ['', []],
    ['a=1', ['a=1']],
    ['a=1; b=2', ['a=1', 'b=2']],
    ['a=1;b=2', ['a=1', 'b=2']],
    [' \t a=1 \t ; ', ['a=1']],
    ['a=', ['a=']],
    ['a', []],
    ['=1', []],
    ['a=1=2', ['a=1=2']],
    ['a="1"', ['a="1"']],
    ['a = 1', ['a = 1']],
    ['a=1, b=2', ['a=1, b=2']],
    ['\u00a0a=1', ['\u00a0a=1']],
    ['\u000ba=1', ['\u000ba=1']],
    ['\na=1', ['\na=1']],
    ['A=1; a=2', ['A=1', 'a=2']],
  ])('%j', (header, pairs) => expect(parseCookies(header).map(({ name, value }) => `${name}=${value}`)).toEqual(pairs));

  test('gives back what a browser was set', () => {
    const token = fc.stringMatching(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
    const value = fc.stringMatching(/^[A-Za-z0-9_=-]*$/);
    fc.assert(
      fc.property(
        fc.array(fc.record({ name: token, value })),
        fc.constantFrom('; ', ';', ' ;\t'),
        (cookies, between) => {
          const header = cookies.map((cookie) => `${cookie.name}=${cookie.value}`).join(between);
          expect(parseCookies(header)).toEqual(cookies);
        },
      ),
    );
  });
});

describe('singleCookie', () => {
  test.each([
    ['s=1', '1'],
    ['a=2; s=1; b=3', '1'],
    ['s=', ''],
    ['', undefined],
    ['S=1', undefined],
    ['ss=1', undefined],
    ['s=1; s=1', undefined],
    ['s=1; s=2', undefined],
    ['s=; s=2', undefined],
    ['s =1', undefined],
    ['\u00a0s=1', undefined],
    ['\u2003s=1', undefined],
    ['s=1; \u000bs=2', '1'],
  ])('%j', (header, value) => expect(singleCookie(header, 's')).toBe(value));

  const junk = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc
      .array(fc.constantFrom('s=1', 's=2', 'S=1', 's', '=', ';', ' ', '\t', '\u00a0', '\n', 'a="', '"', ','))
      .map((parts) => parts.join('')),
  );

  test('of any header gives the value of the one pair of that very name, as RFC 6265 splits it, or nothing', () => {
    fc.assert(
      fc.property(junk, (header) => {
        const blank = (text: string) => text.replaceAll(/^[ \t]*|[ \t]*$/g, '');
        const values = header.split(';').flatMap((pair) => /^s=(.*)$/s.exec(blank(pair))?.slice(1) ?? []);
        expect(singleCookie(header, 's')).toBe(values.length === 1 ? values[0] : undefined);
      }),
      { numRuns: runs(1000) },
    );
  });

  test('that repeats gives nothing, wherever and with whatever other cookies', () => {
    fc.assert(
      fc.property(junk, junk, junk, (before, between, after) => {
        expect(singleCookie(`${before};s=1;${between};s=1;${after}`, 's')).toBeUndefined();
      }),
    );
  });
});
