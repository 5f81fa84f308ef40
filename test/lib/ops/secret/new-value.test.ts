import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseClientSecret, replaceSecret, secretMembers } from '../../../../lib/ops/secret/new-value.ts';
import { providerSettings } from '../../../functions/core/support/settings.ts';

const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
const pemOf = (namedCurve: string) =>
  String(generateKeyPairSync('ec', { namedCurve }).privateKey.export({ type: 'pkcs8', format: 'pem' }));

test('a client secret that signs tokens has the length that keeps it from being found', () => {
  const short = 'fifteen-letters';
  expect(short).toHaveLength(15);
  const signs = (issuer: string) => providerSettings({ idTokenSignedResponseAlg: 'HS256', issuer });
  expect(() => parseClientSecret(short, signs('https://login.example.com'))).toThrow(
    'The client secret is too short: it signs the ID tokens (HS256), and with fewer than 16 characters anyone',
  );
  for (const [secret, settings] of [
    [`${short}!`, signs('https://login.example.com')],
    [short, signs('http://localhost:3001/')],
    [short, providerSettings()],
  ] as const) {
    expect(parseClientSecret(secret, settings)).toEqual({ client_secret: secret });
  }
});

test('each kind of provider takes its kind of secret alone', () => {
  const pem = pemOf('P-256');
  expect(parseClientSecret(pem, apple)).toEqual({ private_key: pem.trim() });
  expect(parseClientSecret(pem, apple, 'KEY7654321')).toMatchObject({ key_id: 'KEY7654321' });
  expect(() => parseClientSecret(pem, providerSettings())).toThrow('It must be a client secret');
  expect(() => parseClientSecret('a-client-secret', apple)).toThrow('It must be the private key');
  expect(() => parseClientSecret(pemOf('P-384'), apple)).toThrow('it must be one for ES256, of the curve P-256');
});

const member = fc.string().filter((name) => name !== '__proto__');
const secretKeys = ['client_secret', 'private_key', 'key_id', 'not_set'];
const values = fc
  .tuple(fc.dictionary(member, fc.string()), fc.subarray(secretKeys))
  .map(([others, keys]) => ({ ...others, ...Object.fromEntries(keys.map((key) => [key, 'before'])) }));

test('a new secret takes the place of all that was one, and leaves everything else', () => {
  fc.assert(
    fc.property(values, (current) => {
      const { client_secret, private_key, key_id, not_set, ...others } = current as Record<string, string>;
      const replaced = replaceSecret(current, { client_secret: 'after' });
      expect(replaced).toEqual({ ...others, client_secret: 'after' });
      expect(secretMembers(replaced)).toEqual({ client_secret: 'after' });
      const known = Object.entries({ client_secret, private_key, key_id }).filter(([, value]) => value !== undefined);
      expect(secretMembers(current)).toEqual(Object.fromEntries(known));
    }),
  );
});
