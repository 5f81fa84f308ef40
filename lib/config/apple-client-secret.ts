import type { ProviderSettings, ProviderType } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';

const appleId = /^[A-Z0-9]{10}$/;

/** Reads whose private key the client secret is made from: Sign in with Apple's team and key. */
export function readAppleClientSecret(
  key: (name: 'teamId' | 'keyId') => Field,
  type: ProviderType,
): Pick<ProviderSettings, 'clientSecretJwt'> {
  const [teamId, keyId] = [key('teamId'), key('keyId')];
  if (type === 'apple') {
    const read = (field: Field, what: string) =>
      field.string((value) => appleId.test(value), `It must be the ${what} that Apple shows: 10 letters and digits.`);
    return { clientSecretJwt: { teamId: read(teamId, 'team ID'), keyId: read(keyId, 'key ID') } };
  }
  for (const field of [teamId, keyId]) {
    if (!field.absent) field.refuse('Only a provider of the type apple has it: remove the key.');
  }
  return {};
}
