import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  establishedAfterMs,
  establishedAt,
  isEstablished,
  isFresh,
  mayChangeSignInMethods,
} from '../../../../functions/core/accounts/reauthentication.ts';
import { account } from './people.ts';

const createdAt = Date.UTC(2026, 10, 23);
const now = createdAt + 30 * establishedAfterMs;
const freshSeconds = 600;
const freshMs = freshSeconds * 1000;

/** An account whose identity at `corp` was linked at a time. */
const linkedAtTime = (linkedAt: number) => account({ createdAt, identities: { corp: { uid: 'alice', linkedAt } } });

/** A session that was opened through `corp` some time ago; the provider may say when the person authenticated. */
const opened = (ago: number, authenticatedAgo?: number) => ({
  provider: 'corp',
  createdAt: now - ago,
  signIn: {
    startedAt: now - ago - 5000,
    authenticatedAt: authenticatedAgo === undefined ? 0 : Math.floor((now - authenticatedAgo) / 1000),
  },
});

describe('an established identity', () => {
  test('is the one that the account was created with, from the start', () => {
    expect(establishedAt(linkedAtTime(createdAt), 'corp')).toBe(createdAt);
    expect(isEstablished(linkedAtTime(createdAt), 'corp', createdAt)).toBe(true);
  });

  test('is a linked one a day after it was linked, to the millisecond', () => {
    const user = linkedAtTime(createdAt + 1);
    const established = createdAt + 1 + establishedAfterMs;
    expect(establishedAt(user, 'corp')).toBe(established);
    expect([established - 1, established].map((at) => isEstablished(user, 'corp', at))).toEqual([false, true]);
  });

  test.each(['other', '__proto__', 'constructor', ''])('is never one at a provider without an identity: %j', (name) => {
    expect(establishedAt(linkedAtTime(createdAt), name)).toBeUndefined();
    expect(isEstablished(linkedAtTime(createdAt), name, now)).toBe(false);
  });
});

describe('a recent authentication', () => {
  test.each([
    ['a session of the moment', opened(0), true],
    ['a session at the limit', opened(freshMs), true],
    ['a session a millisecond beyond it', opened(freshMs + 1), false],
    ['a new session after an old authentication at the provider', opened(0, freshMs + 1000), false],
    ['an old session whose provider says that the person authenticated since', opened(freshMs + 1, 0), false],
    ['a new session after a recent authentication', opened(1000, 60_000), true],
    ['a session of an instance whose clock is ahead', opened(-2000, -2000), true],
  ])('%s: %j', (_which, session, expected) => {
    expect(isFresh(session, freshSeconds, now)).toBe(expected);
  });
});

describe('a session may change the sign-in methods', () => {
  const ages = fc.integer({ min: 0, max: 3 * establishedAfterMs });
  const cases = fc.record({
    sessionAge: ages,
    authenticationAge: fc.option(ages, { nil: undefined }),
    linkedAge: fc.option(ages, { nil: undefined }),
    limit: fc.integer({ min: 60, max: 3600 }),
  });
  const decide = (
    sessionAge: number,
    authenticationAge: number | undefined,
    linkedAge: number | undefined,
    limit: number,
  ) =>
    mayChangeSignInMethods(
      {
        user: linkedAtTime(linkedAge === undefined ? createdAt : now - linkedAge),
        session: opened(sessionAge, authenticationAge),
      },
      limit,
      now,
    );

  test('only after a recent authentication with an identity of a day, whatever else holds', () => {
    fc.assert(
      fc.property(cases, ({ sessionAge, authenticationAge = 0, linkedAge = establishedAfterMs, limit }) => {
        const expected =
          sessionAge <= limit * 1000 &&
          now - Math.floor((now - authenticationAge) / 1000) * 1000 <= limit * 1000 &&
          linkedAge >= establishedAfterMs;
        expect(decide(sessionAge, authenticationAge, linkedAge, limit)).toBe(expected);
      }),
    );
  });

  test('never again because time passes, for a session that may not because it is old', () => {
    fc.assert(
      fc.property(cases, ages, ({ sessionAge, authenticationAge, linkedAge, limit }, later) => {
        const user = linkedAtTime(linkedAge === undefined ? createdAt : now - linkedAge);
        const session = opened(sessionAge, authenticationAge);
        fc.pre(!isFresh(session, limit, now));
        expect(mayChangeSignInMethods({ user, session }, limit, now + later)).toBe(false);
      }),
    );
  });

  test('not with another identity than that of the session, however long the account has had it', () => {
    const user = account({
      createdAt,
      identities: { corp: { uid: 'a', linkedAt: now - 60_000 }, other: { uid: 'b', linkedAt: createdAt } },
    });
    const session = opened(1000);
    expect(mayChangeSignInMethods({ user, session }, freshSeconds, now)).toBe(false);
    expect(mayChangeSignInMethods({ user, session: { ...session, provider: 'other' } }, freshSeconds, now)).toBe(true);
    expect(mayChangeSignInMethods({ user, session: { ...session, provider: 'gone' } }, freshSeconds, now)).toBe(false);
  });
});
