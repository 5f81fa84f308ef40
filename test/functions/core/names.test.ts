import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { providerSecretVariable, secretAlgorithm } from '../../../functions/core/names.ts';

test('a provider’s secret has an environment variable of its own', () => {
  expect(providerSecretVariable('corp-login')).toBe('POSTERN_PROVIDER_SECRET_ARN_CORP_LOGIN');
  const name = fc.stringMatching(/^[a-z0-9-]{1,32}$/);
  fc.assert(
    fc.property(name, name, (one, other) => {
      expect(providerSecretVariable(one)).toMatch(/^[A-Z0-9_]+$/);
      expect(providerSecretVariable(one) === providerSecretVariable(other)).toBe(one === other);
    }),
  );
});

test.each([
  ['neither', 'RS256', undefined, undefined],
  ['neither, though UserInfo is signed', 'RS256', 'ES256', undefined],
  ['ID tokens', 'HS384', undefined, 'HS384'],
  ['ID tokens first', 'HS384', 'HS256', 'HS384'],
  ['UserInfo alone', 'EdDSA', 'HS512', 'HS512'],
] as const)('what the client secret signs: %s', (_, idTokenSignedResponseAlg, userinfo, expected) => {
  const signed = userinfo === undefined ? {} : { userinfoSignedResponseAlg: userinfo };
  expect(secretAlgorithm({ idTokenSignedResponseAlg, ...signed })).toBe(expected);
});
