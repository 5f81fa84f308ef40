import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { AccountRules } from '../../functions/core/contract/settings.ts';
import type { Field } from './field.ts';

/** Refuses account rules that are well formed each, but with the others and the providers could never come true. */
export function refuseContradictions(
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
    field.refuse('It says nothing while blockAutoCreatedUsers is false, which approves every account: remove one.');
  }
  if (allowSingleSignOn.length > 0 && allowSingleSignOn.every((name) => unverified.includes(name))) {
    field.refuse(
      `Addresses from ${allowSingleSignOn.join(', ')} never count as verified, so nobody would be approved: remove the key.`,
    );
  }
}

/** Where verified addresses alone count, no provider without them may be named, and `true` must mean one with them. */
function checkVerified(field: Field, names: readonly string[], unverified: readonly string[]): void {
  const [useless, ...others] = names.filter((name) => unverified.includes(name));
  if (useless !== undefined && (field.value !== true || others.length + 1 === names.length)) {
    field.refuse(
      `Addresses from ${[useless, ...others].join(', ')} never count as verified, and nothing else is used here: leave it out.`,
    );
  }
}

/** The default may be written out, whether or not anything is kept in step. */
function checkAttributes(field: Field, { syncProfileFromProvider, syncProfileAttributes }: AccountRules): void {
  if (syncProfileFromProvider.length === 0 && syncProfileAttributes.join() !== 'email') {
    field.refuse('It says nothing while syncProfileFromProvider is empty: remove the key.');
  } else if (syncProfileAttributes.length === 0) {
    field.refuse('An empty list keeps nothing in step: name attributes, or remove syncProfileFromProvider.');
  }
}
