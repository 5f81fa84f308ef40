import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { type AsymmetricAlgorithm, asymmetricAlgorithms } from '../../../../../functions/core/contract/algorithms.ts';
import {
  jwkThumbprint,
  publicJwk,
  readPrivateKey,
} from '../../../../../functions/core/oidc/client-auth/private-key.ts';
import { ecKey, edwardsKey, keysByAlgorithm, rsaKey } from '../../support/assertion-keys.ts';

/** Keys by what they are, and the algorithms that each is one for. */
const rsaAlgorithms = asymmetricAlgorithms.filter((algorithm) => /^[RP]S/.test(algorithm));
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const keys: readonly (readonly [string, string, readonly AsymmetricAlgorithm[]])[] = [
  ['P-256', ecKey('P-256').pem, ['ES256']],
  ['P-384', ecKey('P-384').pem, ['ES384']],
  ['P-521', ecKey('P-521').pem, ['ES512']],
  ['secp256k1', ecKey('secp256k1').pem, []],
  ['Ed25519', edwardsKey().pem, ['EdDSA']],
  ['Ed448', edwardsKey('ed448').pem, []],
  ['X25519', String(generateKeyPairSync('x25519').privateKey.export({ type: 'pkcs8', format: 'pem' })), []],
  ['RSA of 2048 bits', rsaKey(2048).pem, rsaAlgorithms],
  ['RSA of 3072 bits', rsaKey(3072).pem, rsaAlgorithms],
  ['RSA of 2047 bits', rsaKey(2047).pem, []],
  ['RSA of 1024 bits', rsaKey(1024).pem, []],
  ['RSA for PSS alone', String(pss.export({ type: 'pkcs8', format: 'pem' })), []],
];

describe.each(keys)('a key of the kind %s', (_, pem, own) => {
  test.each(asymmetricAlgorithms)('is one for %s, or is refused in words', (algorithm) => {
    if (own.includes(algorithm)) {
      expect(readPrivateKey(pem, algorithm).type).toBe('private');
    } else {
      const reason = algorithm.startsWith('E')
        ? /^it is no key of the curve (P-256|P-384|P-521|Ed25519)$/
        : /^it is no RSA key of/;
      expect(() => readPrivateKey(pem, algorithm)).toThrow(reason);
    }
  });
});

test('what is no private key is refused with what was found wrong for its cause', () => {
  const cause = expect.objectContaining({ name: 'Error' });
  expect(() => readPrivateKey('secret-1', 'ES256')).toThrow(expect.objectContaining({ cause }));
});

test('what is no private key is refused, and nothing of it is said', () => {
  const [[, { pem, publicKey }] = [undefined, ecKey()]] = keysByAlgorithm;
  const publicPem = String(publicKey.export({ type: 'spki', format: 'pem' }));
  const broken = fc.oneof(
    fc.string(),
    fc.constant(publicPem),
    fc.nat(pem.length - 40).map((length) => pem.slice(0, length)),
    fc
      .stringMatching(/^[A-Za-z0-9+/=]{20,80}$/)
      .map((text) => `-----BEGIN PRIVATE KEY-----\n${text}\n-----END PRIVATE KEY-----`),
  );
  fc.assert(
    fc.property(broken, fc.constantFrom(...asymmetricAlgorithms), (text, algorithm) => {
      expect(() => readPrivateKey(text, algorithm)).toThrow(/^it is no private key$/);
    }),
  );
});

test.each(keysByAlgorithm)('the public half of a key for %s is what other software makes of it', async (_, pair) => {
  const jwk = publicJwk(pair.privateKey);
  expect(jwk).toEqual(await exportJWK(pair.publicKey));
  for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) expect(jwk).not.toHaveProperty(secret);
});

test.each(keysByAlgorithm)(
  'its thumbprint for %s is what other software calculates, whatever else is there',
  async (_, pair) => {
    const jwk = publicJwk(pair.privateKey);
    const expected = await calculateJwkThumbprint(await exportJWK(pair.publicKey));
    expect(jwkThumbprint(jwk)).toBe(expected);
    expect(jwkThumbprint({ use: 'sig', alg: 'ES256', kid: 'k', ...pair.privateKey.export({ format: 'jwk' }) })).toBe(
      expected,
    );
  },
);

test('the example of RFC 7638 section 3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  const jwk = { kty: 'RSA', n, e: 'AQAB', alg: 'RS256', kid: '2011-04-29' };
  expect(jwkThumbprint(jwk)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});
