import type { ProviderSettings, ProviderType } from '../../functions/core/contract/provider-settings.ts';
import type { Field } from './field.ts';

const appleId = /^[A-Z0-9]{10}$/;

/**
 * Reads the team ID and the key ID of Sign in with Apple. Apple's client secret is a JWT, signed with the private key
 * that the key ID names.
 */
export function readAppleClientSecret(
  key: (name: 'teamId' | 'keyId') => Field,
  type: ProviderType,
): Pick<ProviderSettings, 'clientSecretJwt'> {
  const [teamId, keyId] = [key('teamId'), key('keyId')];
  if (type === 'apple') {
    const read = (field: Field, name: string) =>
      field.string((value) => appleId.test(value), `It must be the ${name} that Apple shows: 10 letters and digits.`);
    return { clientSecretJwt: { teamId: read(teamId, 'team ID'), keyId: read(keyId, 'key ID') } };
  }
  for (const field of [teamId, keyId]) {
    if (!field.absent) field.refuse('Only providers of type apple have it: remove the key.');
  }
  return {};
}
