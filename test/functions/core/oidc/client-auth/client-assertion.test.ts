import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import { hmacAlgorithms, type JwsAlgorithm } from '../../../../../functions/core/contract/algorithms.ts';
import type { ClientAssertionRules } from '../../../../../functions/core/contract/provider-settings.ts';
import { makeClientAssertion, registeredJwk } from '../../../../../functions/core/oidc/client-auth/client-assertion.ts';
import { ecKey, keysByAlgorithm, rsaKey } from '../../support/assertion-keys.ts';

const now = Date.UTC(2026, 10, 24, 12) + 789;
const ports = { clock: () => now, random: randomBytes };
const endpoint = 'https://login.example.com/oauth2/token';
const clientSecret = 'a-client-secret-of-no-less-than-64-characters-for-the-longest-hash';

function settings(algorithm: JwsAlgorithm, changes: Partial<ClientAssertionRules> = {}) {
  const clientAssertion: ClientAssertionRules = { algorithm, audience: 'issuer', keyHeader: 'kid', ...changes };
  return { issuer: 'https://login.example.com/', clientId: 'client-1', clientAssertion };
}

/** What every assertion says: who, for whom, since when and until when, and which one it is. */
const seconds = Math.floor(now / 1000);
const claims = {
  iss: 'client-1',
  sub: 'client-1',
  aud: 'https://login.example.com/',
  jti: expect.stringMatching(/^[\w-]{22}$/),
  iat: seconds,
  exp: seconds + 120,
};
const at = { currentDate: new Date(now), issuer: 'client-1', subject: 'client-1' };

describe('by a private key', () => {
  test.each(keysByAlgorithm)(
    'with %s, other software verifies it, and knows the key by its thumbprint',
    async (alg, pair) => {
      const assertion = makeClientAssertion({ secret: pair.pem, keyId: undefined }, settings(alg), endpoint, ports);
      const verified = await jwtVerify(assertion, pair.publicKey, { ...at, algorithms: [alg] });
      const kid = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
      expect(verified.protectedHeader).toEqual({ alg, kid, typ: 'JWT' });
      expect(verified.payload).toEqual(claims);
    },
  );

  test('the id that came with it is the one it is known by', () => {
    const assertion = makeClientAssertion({ secret: ecKey().pem, keyId: 'key-7' }, settings('ES256'), endpoint, ports);
    expect(decodeProtectedHeader(assertion)).toEqual({ alg: 'ES256', kid: 'key-7', typ: 'JWT' });
  });

  test("Microsoft knows it by its certificate's thumbprint, which has to come with it", () => {
    const rules = settings('PS256', { keyHeader: 'x5t#S256' });
    const make = (keyId: string | undefined) =>
      makeClientAssertion({ secret: rsaKey().pem, keyId }, rules, endpoint, ports);
    expect(decodeProtectedHeader(make('thumb'))).toEqual({ alg: 'PS256', 'x5t#S256': 'thumb', typ: 'JWT' });
    expect(() => make(undefined)).toThrow('the thumbprint of its certificate is missing');
  });

  test('of another curve there is none', () => {
    const key = { secret: ecKey('P-384').pem, keyId: undefined };
    expect(() => makeClientAssertion(key, settings('ES256'), endpoint, ports)).toThrow(
      'it is no key of the curve P-256',
    );
  });
});

test.each(hmacAlgorithms)('by a client secret with %s, other software verifies it; no key is named', async (alg) => {
  const assertion = makeClientAssertion({ secret: clientSecret, keyId: 'stray' }, settings(alg), endpoint, ports);
  const verified = await jwtVerify(assertion, Buffer.from(clientSecret), { ...at, algorithms: [alg] });
  expect(verified.protectedHeader).toEqual({ alg, typ: 'JWT' });
  expect(verified.payload).toEqual(claims);
});

test('its audience is one text: the issuer, or the very endpoint that it is sent to', () => {
  const key = { secret: clientSecret, keyId: undefined };
  const audienceOf = (audience: ClientAssertionRules['audience']) =>
    decodeJwt(makeClientAssertion(key, settings('HS256', { audience }), endpoint, ports)).aud;
  expect(audienceOf('issuer')).toBe('https://login.example.com/');
  expect(audienceOf('token_endpoint')).toBe(endpoint);
});

test('no two are alike, at whatever time; none is good for more than five minutes', () => {
  const times = fc.array(fc.integer({ min: 0, max: 4e12 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(times, (clocks) => {
      const made = clocks.map((time) => {
        const key = { secret: clientSecret, keyId: undefined };
        return decodeJwt(makeClientAssertion(key, settings('HS256'), endpoint, { ...ports, clock: () => time }));
      });
      expect(new Set(made.map(({ jti }) => jti)).size).toBe(clocks.length);
      for (const { iat = 0, exp = Number.NaN } of made) {
        expect(exp - iat).toBeGreaterThanOrEqual(60);
        expect(exp - iat).toBeLessThanOrEqual(300);
      }
    }),
  );
});

test('its identifier has 128 random bits, all of them', () => {
  const random = (bytes: number) => new Uint8Array(bytes).fill(255);
  const assertion = makeClientAssertion({ secret: clientSecret, keyId: undefined }, settings('HS256'), endpoint, {
    ...ports,
    random,
  });
  expect(Buffer.from(String(decodeJwt(assertion).jti), 'base64url')).toEqual(Buffer.alloc(16, 255));
});

test.each(keysByAlgorithm)('what is registered at the provider for %s is the public key alone', async (alg, pair) => {
  const jwk = await exportJWK(pair.publicKey);
  const registered = { ...jwk, kid: await calculateJwkThumbprint(jwk), alg, use: 'sig' };
  expect(registeredJwk({ secret: pair.pem, keyId: undefined }, alg)).toEqual(registered);
  expect(registeredJwk({ secret: pair.pem, keyId: 'key-7' }, alg)).toEqual({ ...registered, kid: 'key-7' });
});
