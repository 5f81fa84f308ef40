import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { verifyLogoutToken } from '../../../../functions/core/oidc/logout-token.ts';
import { runs } from '../../../support/fuzz/runs.ts';
import { problem } from '../support/problems.ts';
import { secretKeys } from '../support/tokens.ts';

const now = Date.UTC(2026, 10, 23, 12);
const seconds = now / 1000;
const event = 'http://schemas.openid.net/event/backchannel-logout';
const secret = 'a client secret that is long enough';
const expected = {
  ...{ issuer: 'https://login.example.com/', tenants: [], clientId: 'client-1', algorithm: 'HS256' as const },
  ...{ nonce: 'the-nonce', now, startedAt: now - 5000 },
};
const asIdToken = (token: string) => verifyIdToken(token, secretKeys([secret]), expected);
const asLogoutToken = (token: string) => verifyLogoutToken(token, secretKeys([secret]), expected);

/** Mostly one of these, so that every check is reached, and now and then anything. */
const mostly = (...right: readonly unknown[]) =>
  fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.jsonValue() });
const common = {
  iss: mostly(expected.issuer),
  aud: mostly('client-1', ['client-1']),
  iat: mostly(seconds, seconds - 60, seconds + 60),
  sub: mostly('alice', '__proto__'),
};
const further = {
  azp: mostly('client-1'),
  exp: mostly(seconds + 300, seconds - 60),
  sid: mostly('session-1', null),
  jti: mostly('token-1'),
};
const idTokenLike = fc.record(
  {
    ...common,
    ...further,
    nonce: mostly('the-nonce'),
    nbf: mostly(seconds),
    auth_time: mostly(seconds, 0),
    events: fc.jsonValue(),
  },
  { requiredKeys: ['iss', 'aud', 'iat', 'sub', 'exp', 'nonce'] },
);
const logoutTokenLike = fc.record(
  { ...common, ...further, events: mostly({ [event]: {} }), nonce: fc.jsonValue() },
  { requiredKeys: ['iss', 'aud', 'iat', 'jti', 'events'] },
);
const header = fc.oneof(
  { weight: 6, arbitrary: fc.constant({}) },
  fc.record(
    { typ: mostly('JWT', 'logout+jwt', 'at+jwt'), kid: fc.jsonValue(), jku: fc.webUrl(), crit: fc.jsonValue() },
    { requiredKeys: [] },
  ),
);

/** A token of this header and these claims, whatever they are, with the right signature. */
function signed(claims: unknown, more: object): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const input = `${part({ alg: 'HS256', ...more })}.${part(claims)}`;
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
}

/** The verified token; undefined where it was refused, which must be as tokens are refused. */
async function accepted<T>(verify: (token: string) => Promise<T>, token: string): Promise<T | undefined> {
  try {
    return await verify(token);
  } catch (refusal) {
    expect(refusal).toEqual(
      problem('invalid_id_token', { log: expect.objectContaining({ check: expect.stringMatching(/^\w+$/) }) }),
    );
    return undefined;
  }
}

describe('a token of any claims under the right key', () => {
  const claims = fc.oneof(idTokenLike, logoutTokenLike, fc.jsonValue());

  test('is verified or refused, and an ID token that is verified says what the claims say', async () => {
    let verified = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(idTokenLike, claims), header, async (given, more) => {
        const found = await accepted(asIdToken, signed(given, more));
        if (found === undefined) return;
        verified += 1;
        const { iss, aud, azp, sub, nonce, iat, exp, sid, events } = Object(given);
        expect([iss, [aud].flat(), sub, nonce]).toEqual([expected.issuer, ['client-1'], found.subject, 'the-nonce']);
        expect([undefined, 'client-1']).toContain(azp);
        expect(Math.max(iat - seconds, seconds - exp)).toBeLessThanOrEqual(60);
        expect([found.sid, events]).toEqual([sid ?? undefined, undefined]);
      }),
      { numRuns: runs(300) },
    );
    expect(verified).toBeGreaterThan(0);
  });

  test('is verified or refused, and a logout token that is verified says what the claims say', async () => {
    let verified = 0;
    await fc.assert(
      fc.asyncProperty(fc.oneof(logoutTokenLike, claims), header, async (given, more) => {
        const found = await accepted(asLogoutToken, signed(given, more));
        if (found === undefined) return;
        verified += 1;
        const { iss, aud, sub, sid, jti, iat, nonce, events } = Object(given);
        expect([iss, [aud].flat(), jti, iat]).toEqual([expected.issuer, ['client-1'], found.jti, found.issuedAt]);
        expect([found.subject, found.sid]).toEqual([sub, sid ?? undefined]);
        expect(found.subject ?? found.sid).toBeDefined();
        expect([nonce, Object.hasOwn(events, event)]).toEqual([undefined, true]);
      }),
      { numRuns: runs(300) },
    );
    expect(verified).toBeGreaterThan(0);
  });

  test('is never both', async () => {
    const both = fc.tuple(idTokenLike, logoutTokenLike).map(([one, other]) => ({ ...other, ...one }));
    await fc.assert(
      fc.asyncProperty(fc.oneof(both, claims), header, async (given, more) => {
        const token = signed(given, more);
        const found = [await accepted(asIdToken, token), await accepted(asLogoutToken, token)];
        expect(found.filter((one) => one !== undefined).length).toBeLessThan(2);
      }),
      { numRuns: runs(300) },
    );
  });
});

test('any text at all, and a verified token in which one character is another, is refused', async () => {
  const plain = { iss: expected.issuer, aud: 'client-1', iat: seconds, exp: seconds + 300, sub: 'alice' };
  const good = signed({ ...plain, nonce: 'the-nonce' }, {});
  const logout = signed({ ...plain, jti: 'token-1', events: { [event]: {} } }, {});
  expect(await accepted(asIdToken, good)).toBeDefined();
  expect(await accepted(asLogoutToken, logout)).toBeDefined();
  // The last character of a signature holds bits that stand for nothing.
  const changed = (token: string) =>
    fc.tuple(fc.nat(token.length - 2), fc.string({ minLength: 1, maxLength: 1 })).map(([at, by]) => {
      return `${token.slice(0, at)}${by === token[at] ? '' : by}${token.slice(at + 1)}`;
    });
  const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), changed(good), changed(logout));
  await fc.assert(
    fc.asyncProperty(text, async (token) => {
      expect(await accepted(asIdToken, token)).toBeUndefined();
      expect(await accepted(asLogoutToken, token)).toBeUndefined();
    }),
    { numRuns: runs(500) },
  );
});
