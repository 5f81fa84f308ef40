import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { Identity, User } from '../../../../functions/core/accounts/user.ts';
import {
  absoluteEnd,
  idleEnd,
  isAlive,
  type Session,
  shouldTouch,
} from '../../../../functions/core/sessions/session.ts';

const hour = 3_600_000;
const limits = { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 };
const created = Date.UTC(2026, 10, 23);
const identity = { uid: 'alice', linkedAt: created };
const user = (changes: Partial<User> = {}): User => ({
  ...{ id: 'usr_1', username: 'alice', profile: { emailVerified: false }, state: 'active', external: false },
  ...{ createdAt: created, signInCount: 1, identities: { corp: identity }, ...changes },
});
const known = (changes: Partial<Identity>) => user({ identities: { corp: { ...identity, ...changes } } });
const signIn = { startedAt: created - 1000, authenticatedAt: created / 1000 };
const session = (changes: Partial<Session> = {}): Session => ({
  id: 'ses_1',
  userId: 'usr_1',
  provider: 'corp',
  createdAt: created,
  signIn,
  attempt: 'hash',
  lastSeenAt: created,
  endsAt: created + 7 * 24 * hour,
  userAgent: '',
  ip: '',
  ...changes,
});

describe('isAlive', () => {
  test('until the idle limit, to the millisecond', () => {
    expect(idleEnd(session(), limits)).toBe(created + 8 * hour);
    expect(isAlive(session(), user(), limits, created + 8 * hour - 1)).toBe(true);
    expect(isAlive(session(), user(), limits, created + 8 * hour)).toBe(false);
  });

  test('until the absolute end, however recently it was used', () => {
    const used = session({ lastSeenAt: created + 7 * 24 * hour - 1000 });
    expect(idleEnd(used, limits)).toBe(used.endsAt);
    expect(isAlive(used, user(), limits, used.endsAt - 1)).toBe(true);
    expect(isAlive(used, user(), limits, used.endsAt)).toBe(false);
  });

  test('no longer than the limits allow now, though they were longer at sign-in', () => {
    const shorter = { ...limits, absoluteSeconds: 24 * 3600, freshSeconds: 600 };
    const used = session({ lastSeenAt: created + 24 * hour - 1000 });
    expect(absoluteEnd(used, limits)).toBe(used.endsAt);
    expect(absoluteEnd(used, { ...limits, absoluteSeconds: 30 * 24 * 3600 })).toBe(used.endsAt);
    expect(absoluteEnd(used, shorter)).toBe(created + 24 * hour);
    expect(isAlive(used, user(), shorter, created + 24 * hour - 1)).toBe(true);
    expect(isAlive(used, user(), shorter, created + 24 * hour)).toBe(false);
  });

  const signedOut = { arrivedAt: created + 1, issuedAt: signIn.authenticatedAt };
  const before = { arrivedAt: signIn.startedAt - 1, issuedAt: signIn.authenticatedAt - 1 };
  const now = created + 1000;

  test('unless the provider signed the person out since', () => {
    expect(isAlive(session(), known({ signedOut }), limits, now)).toBe(false);
    expect(isAlive(session({ sid: 's' }), known({ signedOut }), limits, now)).toBe(false);
    expect(isAlive(session(), known({ signedOut: before }), limits, now)).toBe(true);
  });

  test('unless the provider ended the sessions without a sid since, and it has none', () => {
    const ended = known({ signedOutWithoutSid: signedOut });
    expect(isAlive(session(), ended, limits, now)).toBe(false);
    expect(isAlive(session({ sid: 's' }), ended, limits, now)).toBe(true);
    expect(isAlive(session(), known({ signedOutWithoutSid: before }), limits, now)).toBe(true);
  });

  test('unless the user ended all sessions since, but for the one that was to go on', () => {
    const ended = (at: number, except?: string) =>
      isAlive(session(), user({ sessionsEnded: { at, ...(except !== undefined && { except }) } }), limits, now);
    expect(ended(created - 1)).toBe(true);
    expect(ended(created)).toBe(false);
    expect(ended(created + 500)).toBe(false);
    expect(ended(created + 500, 'ses_1')).toBe(true);
    expect(ended(created + 500, 'ses_2')).toBe(false);
  });

  test('while the identity that it came through is the user’s, without a break', () => {
    expect(isAlive(session(), user({ identities: {} }), limits, now)).toBe(false);
    expect(isAlive(session(), user({ identities: { other: identity } }), limits, now)).toBe(false);
    expect(isAlive(session(), known({ linkedAt: created + 1 }), limits, now)).toBe(false);
    expect(isAlive(session({ provider: '__proto__' }), user(), limits, now)).toBe(false);
  });

  test('never comes back as time goes on', () => {
    const time = fc.integer({ min: 0, max: 9 * 24 * hour });
    fc.assert(
      fc.property(time, time, time, (seen, earlier, later) => {
        const used = session({ lastSeenAt: created + seen });
        const [from, to] = earlier < later ? [earlier, later] : [later, earlier];
        const revived = !isAlive(used, user(), limits, created + from) && isAlive(used, user(), limits, created + to);
        expect(revived).toBe(false);
      }),
    );
  });
});

describe('shouldTouch', () => {
  test('once an hour if the idle limit is long', () => {
    expect(shouldTouch(session(), limits, created + hour - 1)).toBe(false);
    expect(shouldTouch(session(), limits, created + hour)).toBe(true);
  });

  test('eight times in an idle period if it is short', () => {
    const short = { ...limits, idleSeconds: 80 };
    expect(shouldTouch(session(), short, created + 9_999)).toBe(false);
    expect(shouldTouch(session(), short, created + 10_000)).toBe(true);
  });

  test('always before the session would end for idleness', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 30 * 24 * 3600 }), (idleSeconds) => {
        const given = { ...limits, idleSeconds };
        expect(shouldTouch(session(), given, created + idleSeconds * 1000 - 1)).toBe(true);
      }),
    );
  });
});
