import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { readPrivateKey } from '../../../../../functions/core/oidc/client-auth/private-key.ts';
import { madeUpSecret } from '../../../../../functions/core/provider/client-secret/made-up-secret.ts';
import { keysByAlgorithm } from '../../support/assertion-keys.ts';
import { providerSettings } from '../../support/settings.ts';

test.each(keysByAlgorithm.map(([algorithm]) => algorithm))(
  'is a key that %s signs with, each time another',
  (algorithm) => {
    const settings = providerSettings({
      tokenEndpointAuthMethod: 'private_key_jwt',
      clientAssertion: { algorithm, audience: 'issuer', keyHeader: 'kid' },
    });
    const made = [madeUpSecret(settings, randomBytes), madeUpSecret(settings, randomBytes)];
    expect(made.map((pem) => readPrivateKey(pem, algorithm).type)).toEqual(['private', 'private']);
    expect(new Set(made).size).toBe(2);
  },
);

test("is a key of Apple's kind for Apple, and else a client secret of 256 random bits, which may sign", () => {
  const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
  expect(readPrivateKey(madeUpSecret(apple, randomBytes), 'ES256').type).toBe('private');
  const signing = providerSettings({
    tokenEndpointAuthMethod: 'client_secret_jwt',
    clientAssertion: { algorithm: 'HS512', audience: 'issuer', keyHeader: 'kid' },
  });
  for (const settings of [providerSettings(), signing]) {
    expect(madeUpSecret(settings, (bytes) => new Uint8Array(bytes).fill(255))).toBe(`${'_'.repeat(42)}8`);
  }
});
