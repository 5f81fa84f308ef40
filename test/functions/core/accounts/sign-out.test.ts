import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSignedOut } from '../../../../functions/core/accounts/sign-out.ts';

const signIn = { startedAt: 1_000_000, authenticatedAt: 1_000 };

describe('isSignedOut', () => {
  test.each([
    ['no logout', undefined, false],
    ['a logout after it', { arrivedAt: 2_000_000, issuedAt: 2_000 }, true],
    ['a logout in the same moment', { arrivedAt: 1_000_000, issuedAt: 1_000 }, true],
    ['a logout that came before the login began', { arrivedAt: 999_999, issuedAt: 2_000 }, false],
    ['a logout issued before the authentication', { arrivedAt: 2_000_000, issuedAt: 999 }, false],
  ])('%s: %s', (_name, signOut, expected) => expect(isSignedOut(signIn, signOut)).toBe(expected));

  test('if auth_time is unknown, by the start of the login only', () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (startedAt, arrivedAt, issuedAt) => {
        const signedOut = isSignedOut({ startedAt, authenticatedAt: 0 }, { arrivedAt, issuedAt });
        expect(signedOut).toBe(startedAt <= arrivedAt);
      }),
    );
  });

  test('a later logout means every sign-in that an earlier one means', () => {
    const moment = fc.nat(100);
    fc.assert(
      fc.property(
        moment,
        moment,
        moment,
        moment,
        moment,
        moment,
        (startedAt, authenticatedAt, at, iat, later, older) => {
          const earlier = isSignedOut({ startedAt, authenticatedAt }, { arrivedAt: at, issuedAt: iat });
          const latter = isSignedOut({ startedAt, authenticatedAt }, { arrivedAt: at + later, issuedAt: iat + older });
          expect(earlier && !latter).toBe(false);
        },
      ),
    );
  });
});
