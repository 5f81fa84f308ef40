import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checkReturnTo } from '../../../functions/core/http/return-to.ts';
import type { ConfigProblem } from '../../../lib/config/config-error.ts';
import { Field } from '../../../lib/config/field.ts';
import { readLandingPage } from '../../../lib/config/landing-page.ts';
import { runs } from '../../support/fuzz/runs.ts';

const own = 'https://login.example.com';
const apps = ['https://app.example.co', 'https://app.example.com', 'http://localhost:5000'];

function isAccepted(value: unknown): boolean {
  const problems: ConfigProblem[] = [];
  readLandingPage(new Field('landingPage', value, problems), apps);
  return problems.length === 0;
}

test('is optional', () => {
  expect(readLandingPage(new Field('landingPage', undefined, []), apps)).toEqual({});
});

test('a URL of the own origin is refused even if the origin is listed: a path says the same', () => {
  const problemsOf = (value: string) => {
    const problems: ConfigProblem[] = [];
    readLandingPage(new Field('landingPage', value, problems), [...apps, own], 'login.example.com');
    return problems;
  };
  for (const value of [own, `${own}/`, `${own}/login`, `${own}/account`]) expect(problemsOf(value)).toHaveLength(1);
  expect(problemsOf('https://app.example.com/')).toEqual([]);
});

describe('a landing page', () => {
  test.each([
    '/account',
    '/account/',
    '/account?notice=linked&a=%20',
    '/a.b/..c#top',
    '/logins',
    'https://app.example.com',
    'https://app.example.com/',
    'https://app.example.com/#/home?a=b',
    'https://app.example.com/login',
    'http://localhost:5000/start',
  ])('may be %s', (value) => {
    expect(isAccepted(value)).toBe(true);
  });

  test.each([
    '',
    'account',
    './account',
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/a/../b',
    '/a/..',
    '/.',
    '/%2e%2e/a',
    '/a b',
    "/a?it's",
    '/é',
    '/\n/evil.example',
    `/${'a'.repeat(1024)}`,
    // These redirect to the landing page, or have no page.
    '/',
    '/?a',
    '/#a',
    '/login',
    '/login/corp',
    '/login?auto_sign_in=false',
    '/callback/corp',
    '/logout',
    'https://evil.example',
    'https://app.example.com.evil.example/',
    'https://app.example.com@evil.example/',
    'https://app.example.com:8443/',
    'https://app.example.com//evil.example',
    'https://app.example.com/..',
    'http://app.example.com/',
    'javascript:alert(1)',
    5,
    null,
    ['/account'],
  ])('may not be %j', (value) => {
    expect(isAccepted(value)).toBe(false);
  });
});

test('every accepted landing page is a valid return_to', () => {
  const starts = fc.constantFrom('', '/', '/account', ...apps, own);
  const pieces = ['/', '//', '.', '..', '/./', '?', '#', '%2e', '%2F', '%5c', '%', '\\', "'", ':', '@', '&', 'a', 'é'];
  const rest = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 3 })), { maxLength: 8 });
  let accepted = 0;
  fc.assert(
    fc.property(starts, rest, (start, parts) => {
      const value = start + parts.join('');
      if (isAccepted(value)) {
        accepted += 1;
        expect(checkReturnTo(value, own, apps)).toBe(value);
      }
    }),
    { numRuns: runs(5000) },
  );
  expect(accepted).toBeGreaterThan(100);
});
