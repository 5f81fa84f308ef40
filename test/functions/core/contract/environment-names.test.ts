import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { providerSecretVariable } from '../../../../functions/core/contract/environment-names.ts';

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
