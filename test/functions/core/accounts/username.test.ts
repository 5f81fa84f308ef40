import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { suggestedUsername, usernameCandidate } from '../../../../functions/core/accounts/username.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const profile = (fields: object) => ({ emailVerified: false, ...fields });

describe('suggestedUsername', () => {
  test.each([
    [{ preferredUsername: 'alice', nickname: 'al', email: 'a.smith@example.com' }, 'alice'],
    [{ nickname: 'al', email: 'a.smith@example.com' }, 'al'],
    [{ email: 'a.smith@example.com' }, 'a.smith'],
    [{ preferredUsername: 'alice@example.com' }, 'alice'],
    [{ preferredUsername: '@alice', nickname: 'al' }, 'al'],
    [{ preferredUsername: '---', email: 'bob@x' }, 'bob'],
    [{ preferredUsername: 'Élodie Müller' }, 'elodie-muller'],
    [{ preferredUsername: 'ﬁona' }, 'fiona'],
    [{ preferredUsername: 'İstanbul' }, 'istanbul'],
    [{ preferredUsername: '_.-alice-._' }, 'alice'],
    [{ preferredUsername: 'a..b__c' }, 'a-b-c'],
    [{ preferredUsername: 'a/b?c' }, 'a-b-c'],
    [{ preferredUsername: 'a'.repeat(60) }, 'a'.repeat(48)],
    [{ preferredUsername: `${'a'.repeat(47)}-b` }, 'a'.repeat(47)],
    [{ preferredUsername: 'a//b' }, 'a-b'],
    [{ preferredUsername: 'a@b\n@c' }, 'a'],
    [{ preferredUsername: 'usr_abc' }, 'usr-abc'],
    [{ preferredUsername: '_.-usr_abc' }, 'usr-abc'],
    [{ preferredUsername: '李usr_abc' }, 'usr-abc'],
    [{ preferredUsername: 'my-usr_abc' }, 'my-usr_abc'],
    [{ preferredUsername: '李' }, 'user'],
    [{ name: 'Alice Smith' }, 'user'],
    [{}, 'user'],
  ])('%j suggests %s', (fields, expected) => expect(suggestedUsername(profile(fields))).toBe(expected));

  test('is always 1 to 48 of lower-case ASCII letters, digits and single separators within', () => {
    const text = fc.option(fc.string({ unit: 'binary', maxLength: 80 }), { nil: undefined });
    fc.assert(
      fc.property(text, text, text, (preferredUsername, nickname, email) => {
        const found = suggestedUsername(profile({ preferredUsername, nickname, email }));
        expect(found).toMatch(/^[a-z0-9]+(?:[_.-][a-z0-9]+)*$/);
        expect(found.length).toBeLessThanOrEqual(48);
      }),
      { numRuns: runs(500) },
    );
  });
});

describe('usernameCandidate', () => {
  const half = () => 0.5;

  test('tries the suggestion, then 2, 3, 4, then random digits', () => {
    const tried = [0, 1, 2, 3, 4, 5].map((attempt) => usernameCandidate('alice', attempt, half));
    expect(tried).toEqual(['alice', 'alice2', 'alice3', 'alice4', 'alice550000', 'alice550000']);
  });

  test.each(
    [
      ['admin', 'administrator', 'root', 'system', 'support', 'security', 'postern', 'api', 'www', 'help', 'about'],
      ['login', 'logout', 'callback', 'session', 'sessions', 'account', 'accounts', 'health', 'user', 'users', 'me'],
      ['null', 'undefined', 'anonymous', 'nobody', 'everyone', 'ghost', 'none', 'unknown', 'webmaster', 'postmaster'],
    ].flat(),
  )('never gives out %s itself', (name) => {
    for (const attempt of [0, 1, 5]) expect(usernameCandidate(name, attempt, half)).not.toBe(name);
  });

  test('random digits are always six', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (random) => {
        expect(usernameCandidate('a', 4, () => random)).toMatch(/^a\d{6}$/);
      }),
    );
  });
});
