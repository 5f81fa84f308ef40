import { expect, test } from '@jest/globals';
import { privateKeyFinding } from '../../../lib/config/provider-secret.ts';
import { ecKey, keysByAlgorithm } from '../../functions/core/support/assertion-keys.ts';
import { providerSettings } from '../../functions/core/support/settings.ts';

const keyed = (algorithm: (typeof keysByAlgorithm)[number][0]) =>
  providerSettings({
    tokenEndpointAuthMethod: 'private_key_jwt',
    clientAssertion: { algorithm, audience: 'issuer', keyHeader: 'kid' },
  });

test.each(keysByAlgorithm)('accepts a private key for %s', (algorithm, { pem }) => {
  expect(privateKeyFinding(pem, keyed(algorithm))).toBeUndefined();
});

test('refuses a key of another algorithm with the command that creates one, and does not reveal it', () => {
  expect(privateKeyFinding('hush', keyed('RS256'))).toMatch(
    /^it is not a private key \(PKCS #8, PEM, without a passphrase\)\. For RS256 .* -algorithm RSA -pkeyopt rsa_keygen_bits:2048\.$/,
  );
  expect(privateKeyFinding(ecKey('P-384').pem, keyed('ES512'))).toMatch(
    /^it is no key of the curve P-521\. For ES512 .* -pkeyopt ec_paramgen_curve:P-521\.$/,
  );
});

test('accepts anything if the client does not authenticate with a private key', () => {
  const apple = providerSettings({ clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } });
  expect(privateKeyFinding('hush', apple)).toBeUndefined();
  const signing = { algorithm: 'HS256', audience: 'issuer', keyHeader: 'kid' } as const;
  expect(privateKeyFinding('hush', providerSettings())).toBeUndefined();
  const signs = providerSettings({ tokenEndpointAuthMethod: 'client_secret_jwt', clientAssertion: signing });
  expect(privateKeyFinding('hush', signs)).toBeUndefined();
});
