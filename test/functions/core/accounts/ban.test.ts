import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { addressOf, banProblem, coversAddress } from '../../../../functions/core/accounts/ban.ts';

const claimed = (email: string) => addressOf({ email, emailVerified: false });
const proved = (email: string) => addressOf({ email, emailVerified: true });

import { problem } from '../support/problems.ts';

describe('a banned email address', () => {
  test.each([
    ['proved', 'proved', true],
    ['proved', 'claimed', true],
    ['claimed', 'claimed', true],
    ['claimed', 'proved', false],
  ])('that was %s covers the same address that is %s: %s', (banned, other, covers) => {
    const of = (how: string) => (how === 'proved' ? proved : claimed)('eve@example.com');
    expect(coversAddress(of(banned) ?? { key: '', verified: true }, of(other))).toBe(covers);
  });

  test('covers look-alikes, and no other address', () => {
    const banned = { key: 'eve@example.com', verified: true };
    expect(coversAddress(banned, proved('EVE@Example.com'))).toBe(true);
    fc.assert(
      fc.property(fc.emailAddress(), fc.boolean(), (email, emailVerified) => {
        expect(coversAddress(banned, addressOf({ email, emailVerified }))).toBe(email.toLowerCase() === banned.key);
      }),
    );
    expect(coversAddress(banned, addressOf({ emailVerified: false }))).toBe(false);
  });
});

test('a person without a ban is not refused', () => {
  expect(banProblem(undefined)).toBeUndefined();
  expect(banProblem('usr_x')).toEqual(
    problem('account_blocked', {
      message: 'the identity or the email address was banned with an account',
      details: { banned: true },
      log: { state: 'banned', user: 'usr_x' },
    }),
  );
});
