import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import type { User } from '../../../../functions/core/accounts/user.ts';
import { issueApiToken } from '../../../../functions/core/sessions/api-token.ts';
import { idleEnd, type Session } from '../../../../functions/core/sessions/session.ts';
import { currentSigningKey } from '../../../../functions/core/sessions/signing-key.ts';
import { newSession, newUser, start } from '../support/sign-ins.ts';

const issuer = 'https://login.example.com';
const audience = 'https://app.example.com';
const limits = { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 };
const key = currentSigningKey({ current: 'k'.repeat(32), previous: [] });
const user = newUser({ username: 'alice' });
const session = newSession(user, { moment: { startedAt: start - 1000, authenticatedAt: start / 1000 - 90 } });
const now = start + 60_789;

/** A token of a session, by default a minute after the sign-in. */
function make(changes: { user?: User; session?: Session; now?: number; limits?: typeof limits } = {}) {
  const asked = { user, session, limits, issuer, audience, ...changes };
  return issueApiToken(asked, key, changes.now ?? now, (bytes) => new Uint8Array(bytes).fill(7));
}

const claimsOf = (changes: Parameters<typeof make>[0] = {}) => decodeJwt(make(changes).token);

describe('a session’s token', () => {
  test('is an access token of RFC 9068 that says who is signed in, for five minutes', async () => {
    const { token, expiresIn } = make();
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [{ ...key.jwk }] }), {
      ...{ issuer, audience, algorithms: ['ES256'], typ: 'at+jwt', currentDate: new Date(now) },
    });
    const seconds = start / 1000 + 60;
    expect(protectedHeader).toEqual({ typ: 'at+jwt', alg: 'ES256', kid: key.jwk.kid });
    expect(payload).toEqual({
      ...{ iss: issuer, sub: user.id, aud: audience, client_id: audience },
      ...{ iat: seconds, exp: seconds + 300, jti: Buffer.alloc(16, 7).toString('base64url') },
      ...{ auth_time: start / 1000 - 90, sid: session.id, provider: 'corp', username: 'alice', external: false },
      provider_linked_at: start / 1000,
    });
    expect(expiresIn).toBe(300);
  });

  test('says name and address if they are known, and whether the address is verified', () => {
    const known = (profile: Partial<User['profile']>) => claimsOf({ user: newUser({ profile }) });
    const [name, email] = ['Alice Smith', 'alice@example.com'];
    expect(known({ name, email, emailVerified: true })).toMatchObject({ name, email, email_verified: true });
    expect(known({ email })).toMatchObject({ email, email_verified: false });
    for (const claims of [known({}), known({ name })]) expect(claims).not.toHaveProperty('email_verified');
    expect(known({ email, emailVerified: true, emailVerifiedBy: 'corp' })).toMatchObject({ email_verified_by: 'corp' });
    expect(known({ email, emailVerified: true })).not.toHaveProperty('email_verified_by');
  });

  test('says nothing of the profile beyond that', () => {
    const profile = { phone: '+31 20 1234567', address: { country: 'NL' }, firstName: 'Alice' };
    expect(Object.keys(claimsOf({ user: newUser({ profile }) })).sort()).toEqual(Object.keys(claimsOf()).sort());
  });

  test('says when the identity of the session was linked, so that an API can refuse a new sign-in method', () => {
    const linkedAt = start + 86_400_999;
    const young = { ...user, identities: { ...user.identities, other: { uid: 'o', linkedAt } } };
    const claims = claimsOf({ user: young, session: { ...session, provider: 'other' } });
    expect(claims).toMatchObject({ provider: 'other', provider_linked_at: start / 1000 + 86_400 });
    expect(claimsOf({ session: { ...session, provider: 'gone' } })).not.toHaveProperty('provider_linked_at');
  });

  test('says that an account is external', () => {
    expect(claimsOf({ user: { ...user, external: true } })).toMatchObject({ external: true });
  });

  test('does not say when the person authenticated if the provider does not', () => {
    const silent = newSession(user, { moment: { startedAt: start - 1000, authenticatedAt: 0 }, at: 1500 });
    expect(claimsOf({ session: silent })).not.toHaveProperty('auth_time');
  });

  test('says how the person authenticated, as far as the provider does', () => {
    const [acr, amr] = ['urn:example:two-factors', ['pwd', 'otp']];
    expect(claimsOf({ session: { ...session, acr, amr } })).toMatchObject({ acr, amr });
    expect(claimsOf({ session: { ...session, amr } })).toMatchObject({ amr });
    for (const claim of ['acr', 'amr']) expect(claimsOf()).not.toHaveProperty(claim);
  });

  test('has an identifier of its own, of 128 random bits', () => {
    const asked = { user, session, limits, issuer, audience };
    const ids = [1, 2].map(() => decodeJwt(issueApiToken(asked, key, now, randomBytes).token).jti);
    expect(ids[0]).toMatch(/^[\w-]{22}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test.each([
    ['the absolute end', { session: { ...session, endsAt: now + 100_000 } }, 100],
    ['a limit that has become shorter', { limits: { ...limits, absoluteSeconds: 70 } }, 10],
    ['the idle end', { limits: { ...limits, idleSeconds: 120 } }, 60],
    ['an end of this very second', { session: { ...session, endsAt: now + 100 } }, 0],
  ])('does not go beyond %s', (_end, changes, expected) => {
    const { expiresIn } = make(changes);
    expect(expiresIn).toBe(expected);
    expect(claimsOf(changes)).toMatchObject({ iat: start / 1000 + 60, exp: start / 1000 + 60 + expected });
  });

  test('never outlives its session, nor five minutes', () => {
    const time = fc.integer({ min: 0, max: 400_000 });
    fc.assert(
      fc.property(time, time, fc.integer({ min: 1, max: 400 }), (at, left, idleSeconds) => {
        const alive = { ...session, lastSeenAt: start + at, endsAt: start + at + left };
        const given = { ...limits, idleSeconds };
        const { exp = 0, iat = 0 } = claimsOf({ session: alive, limits: given, now: start + at });
        expect(exp * 1000).toBeLessThanOrEqual(idleEnd(alive, given));
        expect(exp - iat).toBeLessThanOrEqual(300);
        expect(exp).toBeGreaterThanOrEqual(iat);
      }),
    );
  });
});
