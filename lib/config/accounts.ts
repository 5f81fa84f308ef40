import {
  type AccountRules,
  type SyncableAttribute,
  syncableAttributes,
} from '../../functions/core/contract/settings.ts';
import { refuseContradictions } from './account-contradictions.ts';
import { readEmailDomains } from './email-domains.ts';
import type { Field } from './field.ts';
import type { DeclaredProvider } from './provider.ts';
import { readProviderNames } from './providers.ts';

/** The top-level keys that say who gets an account and what happens to it. */
export const accountKeys = [
  'allowSingleSignOn',
  'blockAutoCreatedUsers',
  'autoApprove',
  'autoLinkUser',
  'externalProviders',
  'syncProfileFromProvider',
  'syncProfileAttributes',
] as const satisfies readonly (keyof AccountRules)[];

/** Reads the account rules, and refuses what could never come true. */
export function readAccountRules(
  key: (name: keyof AccountRules) => Field,
  declared: readonly DeclaredProvider[],
): AccountRules {
  const providers = declared.map(({ settings }) => settings);
  const names = providers.map(({ name }) => name);
  const rules: AccountRules = {
    allowSingleSignOn: readProviderNames(key('allowSingleSignOn'), names),
    blockAutoCreatedUsers: key('blockAutoCreatedUsers').boolean(true),
    autoApprove: readEmailDomains(key('autoApprove')),
    autoLinkUser: readProviderNames(key('autoLinkUser'), names),
    externalProviders: readProviderNames(key('externalProviders'), names),
    syncProfileFromProvider: readProviderNames(key('syncProfileFromProvider'), names),
    syncProfileAttributes: readAttributes(key('syncProfileAttributes')),
  };
  refuseContradictions(key, rules, providers);
  return rules;
}

/** Reads what is kept in step: `true` means all that can be, as with GitLab. */
function readAttributes(field: Field): readonly SyncableAttribute[] {
  if (field.value === true) {
    return syncableAttributes;
  }
  const cure = `It must be a profile attribute: ${syncableAttributes.join(', ')}.`;
  const attributes = field.items().map((item) => item.string(isSyncable, cure));
  return Array.isArray(field.value) && attributes.every(isSyncable) ? attributes : ['email'];
}

function isSyncable(name: string): name is SyncableAttribute {
  return syncableAttributes.some((attribute) => attribute === name);
}
