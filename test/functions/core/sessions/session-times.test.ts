import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { User } from '../../../../functions/core/accounts/user.ts';
import { isAlive, type Session, timeAfterEarlierOnes } from '../../../../functions/core/sessions/session.ts';
import { runs } from '../../../support/fuzz/runs.ts';

const day = 24 * 3_600_000;
const limits = { idleSeconds: 7 * 24 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 };
const start = Date.UTC(2026, 10, 23);
const newcomer: User = {
  ...{ id: 'usr_1', username: 'alice', profile: { emailVerified: false }, state: 'active', external: false },
  ...{ createdAt: start, signInCount: 0, identities: { corp: { uid: 'alice', linkedAt: start } } },
};

/** A session that a sign-in opens at `now`, by the clock of its instance. */
function sessionOf(user: User, now: number): Session {
  return {
    ...{ id: 'ses_1', userId: user.id, provider: 'corp', attempt: 'hash', userAgent: '', ip: '' },
    createdAt: timeAfterEarlierOnes(user, now),
    signIn: { startedAt: now - 1000, authenticatedAt: 0 },
    lastSeenAt: now,
    endsAt: now + 7 * day,
  };
}

function signedIn(user: User, session: Session): User {
  return { ...user, signInCount: user.signInCount + 1, currentSignIn: { at: session.createdAt } };
}

function ended(user: User, now: number): User {
  return { ...user, sessionsEnded: { at: timeAfterEarlierOnes(user, now) } };
}

/** Clocks of instances and operators, each off by up to two days. */
const clock = fc.integer({ min: start - 2 * day, max: start + 2 * day });
const steps = fc.array(fc.record({ ends: fc.boolean(), at: clock }), { maxLength: 12 });
const users = fc.record({ sessionsEnded: fc.option(clock, { nil: undefined }), linkedAt: clock }).map(
  ({ sessionsEnded, linkedAt }): User => ({
    ...newcomer,
    ...(sessionsEnded !== undefined && { sessionsEnded: { at: sessionsEnded } }),
    identities: { corp: { uid: 'alice', linkedAt } },
  }),
);

test('whatever the clocks, each sign-in opens a live session, each revocation ends all, and none revives', () => {
  fc.assert(
    fc.property(users, steps, (first, history) => {
      let user = first;
      let alive: Session[] = [];
      let dead: Session[] = [];
      for (const { ends, at } of history) {
        if (ends) {
          user = ended(user, at);
          [dead, alive] = [[...dead, ...alive], []];
        } else {
          const session = sessionOf(user, at);
          user = signedIn(user, session);
          alive = [...alive, session];
        }
        for (const session of alive) expect(isAlive(session, user, limits, session.lastSeenAt)).toBe(true);
        for (const session of dead) expect(isAlive(session, user, limits, session.lastSeenAt)).toBe(false);
      }
    }),
    { numRuns: runs(1000) },
  );
});

test('a revocation also ends a sign-in that read the user before it, whatever the clocks and the order of the writes', () => {
  fc.assert(
    fc.property(users, clock, (user, at) => {
      const session = sessionOf(user, at);
      // The cutoff is written by a clock that is not behind that of the sign-in's instance.
      for (const before of [user, signedIn(user, session)]) {
        expect(isAlive(session, ended(before, at), limits, session.lastSeenAt)).toBe(false);
      }
    }),
    { numRuns: runs(1000) },
  );
});

test('between clocks that agree, both times are the present', () => {
  const user = ended(newcomer, start + 5);
  expect(user.sessionsEnded).toEqual({ at: start + 5 });
  expect(timeAfterEarlierOnes(user, start + 6)).toBe(start + 6);
  expect(timeAfterEarlierOnes(newcomer, start)).toBe(start);
  expect(timeAfterEarlierOnes(user, start + 9)).toBe(start + 9);
});
