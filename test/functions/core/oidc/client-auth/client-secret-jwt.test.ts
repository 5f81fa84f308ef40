import { generateKeyPairSync } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { importSPKI, jwtVerify } from 'jose';
import { makeClientSecretJwt } from '../../../../../functions/core/oidc/client-auth/client-secret-jwt.ts';

const now = Date.UTC(2026, 10, 23, 12) + 789;
const settings = {
  issuer: 'https://appleid.apple.com',
  clientId: 'com.example.web',
  clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' },
};

/** A key pair of a curve, in PEM. */
function newKey(namedCurve: string) {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve });
  return {
    publicPem: String(publicKey.export({ type: 'spki', format: 'pem' })),
    privatePem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
  };
}

test('is signed with ES256 by the key, and names client, team and issuer for a quarter of an hour', async () => {
  const { publicPem, privatePem } = newKey('P-256');
  const jwt = makeClientSecretJwt(privatePem, settings, now);
  const verified = await jwtVerify(jwt, await importSPKI(publicPem, 'ES256'), { currentDate: new Date(now) });
  const seconds = Math.floor(now / 1000);
  expect(verified.protectedHeader).toEqual({ alg: 'ES256', kid: 'KEY1234567' });
  expect(verified.payload).toEqual({
    iss: 'TEAM123456',
    iat: seconds,
    exp: seconds + 900,
    aud: 'https://appleid.apple.com',
    sub: 'com.example.web',
  });
});

test.each([
  ['a key of another curve', newKey('P-384').privatePem],
  ['a curve of the same size that is another', newKey('secp256k1').privatePem],
  [
    'an RSA key',
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'pem' }),
  ],
  ['a public key', newKey('P-256').publicPem],
  ['no PEM', 'secret-1'],
  ['nothing', ''],
])('cannot be made with %s', (_name, key) => {
  expect(() => makeClientSecretJwt(String(key), settings, now)).toThrow();
});
