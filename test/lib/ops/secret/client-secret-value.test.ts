import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AsymmetricAlgorithm } from '../../../../functions/core/contract/algorithms.ts';
import { parseClientSecret, replaceSecret, secretMembers } from '../../../../lib/ops/secret/client-secret-value.ts';
import { ecKey, keysByAlgorithm, rsaKey } from '../../../functions/core/support/assertion-keys.ts';
import { providerSettings } from '../../../functions/core/support/settings.ts';

const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
const pemOf = (namedCurve: string) =>
  String(generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

test('a client secret that signs tokens has the length that keeps it from being found', () => {
  const short = 'fifteen-letters';
  expect(short).toHaveLength(15);
  const signs = (issuer: string) => providerSettings({ idTokenSignedResponseAlg: 'HS256', issuer });
  expect(() => parseClientSecret(short, signs('https://login.example.com'))).toThrow(
    'The client secret is too short: it signs tokens (HS256), and with fewer than 16 characters one token suffices',
  );
  for (const [secret, settings] of [
    [`${short}!`, signs('https://login.example.com')],
    [short, signs('http://localhost:3001/')],
    [short, providerSettings()],
  ] as const) {
    expect(parseClientSecret(secret, settings)).toEqual({ client_secret: secret });
  }
});

test('each kind of provider accepts only its kind of secret', () => {
  const pem = pemOf('P-256');
  expect(parseClientSecret(pem, apple)).toEqual({ private_key: pem.trim() });
  expect(parseClientSecret(pem, apple, 'KEY7654321')).toMatchObject({ key_id: 'KEY7654321' });
  expect(() => parseClientSecret(pem, providerSettings())).toThrow('It must be a client secret');
  expect(() => parseClientSecret('a-client-secret', apple)).toThrow('It must be a private key');
  expect(() => parseClientSecret(pemOf('P-384'), apple)).toThrow(
    'Nothing was stored: the private key cannot be used: it is no key of the curve P-256. Use the .p8 file from Apple, unchanged.',
  );
});

describe('a private key for assertions', () => {
  const keyed = (algorithm: AsymmetricAlgorithm, keyHeader: 'kid' | 'x5t#S256' = 'kid') =>
    providerSettings({
      tokenEndpointAuthMethod: 'private_key_jwt',
      clientAssertion: { algorithm, audience: 'issuer', keyHeader },
    });

  test.each(keysByAlgorithm)('for %s is accepted unchanged, with its id if it has one', (algorithm, { pem }) => {
    expect(parseClientSecret(pem, keyed(algorithm))).toEqual({ private_key: pem.trim() });
    expect(parseClientSecret(pem.replaceAll('\n', '\r\n'), keyed(algorithm), 'key-7')).toEqual({
      private_key: pem.trim(),
      key_id: 'key-7',
    });
  });

  test.each([
    ['EC PRIVATE KEY', 'sec1', undefined],
    ['ENCRYPTED PRIVATE KEY', 'pkcs8', { cipher: 'aes-256-cbc', passphrase: 'hush' }],
  ] as const)('in the form %s is refused, with how to make one', (heading, type, encryption) => {
    const { privateKey } = ecKey();
    const pem = String(privateKey.export({ type, format: 'pem', ...encryption }));
    expect(pem).toContain(heading);
    expect(() => parseClientSecret(pem, keyed('ES256'))).toThrow(
      'It must be a private key: PKCS #8, PEM, with its first and last line, without a passphrase. For ES256 (tokenEndpointAuthSigningAlg), create one with: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256.',
    );
  });

  test.each([
    ['RS256', rsaKey(1024).pem, 'it is no RSA key of 2048 bits or more. For RS256'],
    ['PS256', ecKey().pem, 'it is no RSA key of 2048 bits or more. For PS256'],
    ['ES384', ecKey('P-256').pem, 'it is no key of the curve P-384'],
    ['EdDSA', rsaKey().pem, 'openssl genpkey -algorithm ed25519.'],
  ] as const)('that is none for %s is refused', (algorithm, pem, reason) => {
    expect(() => parseClientSecret(pem, keyed(algorithm))).toThrow(reason);
  });

  test("for Microsoft requires the certificate's thumbprint", () => {
    const { pem } = rsaKey();
    expect(() => parseClientSecret(pem, keyed('PS256', 'x5t#S256'))).toThrow(
      'the thumbprint of its certificate is missing',
    );
    expect(parseClientSecret(pem, keyed('PS256', 'x5t#S256'), 'thumb')).toMatchObject({ key_id: 'thumb' });
  });
});

test('a client secret that signs assertions has a minimum length against brute force', () => {
  const settings = providerSettings({
    tokenEndpointAuthMethod: 'client_secret_jwt',
    clientAssertion: { algorithm: 'HS256', audience: 'issuer', keyHeader: 'kid' },
  });
  expect(() => parseClientSecret('fifteen-letters', settings)).toThrow('too short: it signs tokens (HS256)');
  expect(parseClientSecret('sixteen-letters!', settings)).toEqual({ client_secret: 'sixteen-letters!' });
});

const bound = providerSettings();
const member = fc.string().filter((name) => !['__proto__', 'issuer', 'client_id'].includes(name));
const secretKeys = ['client_secret', 'private_key', 'key_id', 'not_set'];
const values = fc
  .tuple(fc.dictionary(member, fc.string()), fc.subarray(secretKeys))
  .map(([others, keys]) => ({ ...others, ...Object.fromEntries(keys.map((key) => [key, 'before'])) }));

/** The value after the replacement, without the members that bind it. */
function replace(current: Record<string, unknown>, members: Record<string, unknown>) {
  const { issuer, client_id, ...value } = replaceSecret(current, members, bound);
  expect({ issuer, client_id }).toEqual({ issuer: bound.issuer, client_id: bound.clientId });
  return value;
}

test('the first credential of one kind leaves the other kind in place, so that the method changes with zero downtime', () => {
  const others = { registration_access_token: 'token' };
  const [bySecret, byKey] = [{ client_secret: 'one' }, { private_key: 'one', key_id: 'id' }];
  expect(replace({ ...others, ...bySecret }, byKey)).toEqual({ ...others, ...bySecret, ...byKey });
  expect(replace({ ...others, ...byKey }, bySecret)).toEqual({ ...others, ...bySecret, ...byKey });
  expect(replace({ ...bySecret, key_id: 'stray' }, { private_key: 'one' })).toEqual({
    ...bySecret,
    private_key: 'one',
  });
  const both = { ...others, ...bySecret, ...byKey };
  expect(replace(both, { private_key: 'two' })).toEqual({ ...others, private_key: 'two' });
  expect(replace(both, { client_secret: 'two' })).toEqual({ ...others, client_secret: 'two' });
  expect(replace({ private_key: 'two', key_id: 'id' }, { ...bySecret, private_key: 'one' })).toEqual({
    ...bySecret,
    private_key: 'one',
  });
});

test('a new secret replaces every credential member, and no other', () => {
  fc.assert(
    fc.property(values, (before) => {
      const current = { ...before, client_secret: 'before' };
      const { client_secret, private_key, key_id, not_set, ...others } = current as Record<string, string>;
      const replaced = replace(current, { client_secret: 'after' });
      expect(replaced).toEqual({ ...others, client_secret: 'after' });
      expect(secretMembers(replaced)).toEqual({ client_secret: 'after' });
      const known = Object.entries({ client_secret, private_key, key_id }).filter(([, value]) => value !== undefined);
      expect(secretMembers(current)).toEqual(Object.fromEntries(known));
    }),
  );
});

test('nothing of a value that belongs to another issuer or client is kept', () => {
  const [issuer, client_id] = [bound.issuer, bound.clientId];
  const current = { client_secret: 'theirs', private_key: 'theirs', registration_access_token: 'theirs' };
  for (const foreign of [
    { issuer: 'https://other.example.com', client_id },
    { issuer, client_id: 'other' },
  ]) {
    const after = replaceSecret({ ...current, ...foreign }, { client_secret: 'ours' }, bound);
    expect(after).toEqual({ client_secret: 'ours', issuer, client_id });
  }
});
