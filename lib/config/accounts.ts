import type { AccountRules } from '../../functions/core/names.ts';
import type { Field } from './field.ts';
import { readProviderNames } from './providers.ts';

const profileAttributes = ['name', 'first_name', 'last_name', 'email', 'phone', 'address', 'location'];
const syncedByDefault = ['email'];

/** The top-level keys that say who gets an account and what happens to it. */
export const accountKeys = [
  'allowSingleSignOn',
  'blockAutoCreatedUsers',
  'autoLinkUser',
  'externalProviders',
  'syncProfileFromProvider',
  'syncProfileAttributes',
] as const;
type AccountKey = (typeof accountKeys)[number];

/** Reads the account rules, and refuses what this version would ignore. */
export function readAccountRules(key: (name: AccountKey) => Field, declared: readonly string[]): AccountRules {
  refuseProviders(
    key('autoLinkUser'),
    declared,
    'Linking to an existing account by verified e-mail is not available in this version: remove the key.',
  );
  refuseProviders(
    key('syncProfileFromProvider'),
    declared,
    'Synchronising profiles is not available in this version: remove the key.',
  );
  checkSyncedAttributes(key('syncProfileAttributes'));
  return {
    allowSingleSignOn: readProviderNames(key('allowSingleSignOn'), declared),
    blockAutoCreatedUsers: key('blockAutoCreatedUsers').boolean(true),
    externalProviders: readProviderNames(key('externalProviders'), declared),
  };
}

function refuseProviders(field: Field, declared: readonly string[], cure: string): void {
  if (readProviderNames(field, declared).length > 0) {
    field.refuse(cure);
  }
}

function checkSyncedAttributes(field: Field): void {
  const names = field
    .items()
    .map((item) =>
      item.string(
        (value) => profileAttributes.includes(value),
        `It must be a profile attribute: ${profileAttributes.join(', ')}.`,
      ),
    );
  // A name that was refused is already reported, and reads as ''.
  const known = Array.isArray(field.value) && !names.includes('');
  if (known && !(names.length === syncedByDefault.length && names.every((name) => syncedByDefault.includes(name)))) {
    field.refuse('It says nothing while syncProfileFromProvider is empty: remove the key.');
  }
}
