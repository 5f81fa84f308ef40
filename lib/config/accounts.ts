import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import {
  type AccountRules,
  type SyncableAttribute,
  syncableAttributes,
} from '../../functions/core/contract/settings.ts';
import { readEmailDomains } from './email-domains.ts';
import type { Field } from './field.ts';
import type { DeclaredProvider } from './provider.ts';
import { readProviderNames } from './providers.ts';

/** Keys of the configuration block that control account provisioning. */
export const accountKeys = [
  'allowSingleSignOn',
  'blockAutoCreatedUsers',
  'autoApprove',
  'autoLinkUser',
  'externalProviders',
  'syncProfileFromProvider',
  'syncProfileAttributes',
] as const satisfies readonly (keyof AccountRules)[];

/** Reads the account rules from the block, and reports rules that contradict each other. */
export function readAccounts(
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

/** Reads the profile attributes to update at sign-in; `true` means all, as in GitLab. */
function readAttributes(field: Field): readonly SyncableAttribute[] {
  if (field.value === true) {
    return syncableAttributes;
  }
  const remedy = `It must be a profile attribute: ${syncableAttributes.join(', ')}.`;
  const attributes = field.items().map((item) => item.string(isSyncable, remedy));
  return Array.isArray(field.value) && attributes.every(isSyncable) ? attributes : ['email'];
}

function isSyncable(name: string): name is SyncableAttribute {
  return syncableAttributes.some((attribute) => attribute === name);
}

/**
 * Reports account rules that are valid by themselves, but have no effect because of other rules, or because of the
 * configured providers.
 */
function refuseContradictions(
  key: (name: keyof AccountRules) => Field,
  rules: AccountRules,
  providers: readonly ProviderSettings[],
): void {
  const unverified = providers.filter(({ emailTrust }) => emailTrust === 'never').map(({ name }) => name);
  checkAutoApprove(key('autoApprove'), rules, unverified);
  checkVerified(key('autoLinkUser'), rules.autoLinkUser, unverified);
  checkAttributes(key('syncProfileAttributes'), rules);
  if (rules.syncProfileAttributes.every((attribute) => attribute === 'email')) {
    checkVerified(key('syncProfileFromProvider'), rules.syncProfileFromProvider, unverified);
  }
}

function checkAutoApprove(field: Field, rules: AccountRules, unverified: readonly string[]): void {
  const { autoApprove, blockAutoCreatedUsers, allowSingleSignOn } = rules;
  if (autoApprove.length === 0) {
    return;
  }
  if (!blockAutoCreatedUsers) {
    field.refuse(
      'It has no effect while blockAutoCreatedUsers is false, which approves every account: remove one of them.',
    );
  }
  if (allowSingleSignOn.length > 0 && allowSingleSignOn.every((name) => unverified.includes(name))) {
    field.refuse(
      `Email addresses from ${allowSingleSignOn.join(', ')} never count as verified, so no account would be approved: remove the key.`,
    );
  }
}

/**
 * Checks the list of providers in `autoLinkUser`, or in `syncProfileFromProvider` if only the email address is
 * synchronised. Either key has an effect only for verified email addresses. The list may not name a provider whose
 * email addresses never count as verified. The value `true`, which means all providers, is reported only if no
 * provider's email addresses count as verified.
 */
function checkVerified(field: Field, names: readonly string[], unverified: readonly string[]): void {
  const refused = names.filter((name) => unverified.includes(name));
  if (refused.length > 0 && (field.value !== true || refused.length === names.length)) {
    field.refuse(
      `Email addresses from ${refused.join(', ')} never count as verified, and this key uses only verified ones: leave it out.`,
    );
  }
}

/**
 * Checks `syncProfileAttributes`. If `syncProfileFromProvider` is empty, the key has no effect, so any value but its
 * default, `["email"]`, is reported. An empty list is always reported.
 */
function checkAttributes(field: Field, { syncProfileFromProvider, syncProfileAttributes }: AccountRules): void {
  if (syncProfileFromProvider.length === 0 && syncProfileAttributes.join() !== 'email') {
    field.refuse('It has no effect while syncProfileFromProvider is empty: remove the key.');
  } else if (syncProfileAttributes.length === 0) {
    field.refuse('An empty list updates nothing: name attributes, or remove syncProfileFromProvider.');
  }
}
