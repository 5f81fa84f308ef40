import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type KeyAssertionAlgorithm,
  keyAssertionAlgorithms,
  secretAssertionAlgorithms,
} from '../../../../../functions/core/contract/algorithms.ts';
import { isByPrivateKey, readPrivateKey } from '../../../../../functions/core/oidc/client-auth/private-key.ts';
import { ecKey, edwardsKey, keysByAlgorithm, rsaKey } from '../../support/assertion-keys.ts';

/** Keys by what they are, and the algorithms that each is one for. */
const rsaAlgorithms = keyAssertionAlgorithms.filter((algorithm) => /^[RP]S/.test(algorithm));
const pss = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
const keys: readonly (readonly [string, string, readonly KeyAssertionAlgorithm[]])[] = [
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
  test.each(keyAssertionAlgorithms)('is one for %s, or is refused in words', (algorithm) => {
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

test('an algorithm signs with a private key, or with the client secret', () => {
  expect(keyAssertionAlgorithms.filter(isByPrivateKey)).toEqual(keyAssertionAlgorithms);
  expect(secretAssertionAlgorithms.filter(isByPrivateKey)).toEqual([]);
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
    fc.property(broken, fc.constantFrom(...keyAssertionAlgorithms), (text, algorithm) => {
      expect(() => readPrivateKey(text, algorithm)).toThrow(/^it is no private key$/);
    }),
  );
});
