import { syncableAttributes } from '../../../functions/core/contract/settings.ts';
import { presets } from '../../config/presets.ts';
import type { Providers } from './providers/index.ts';
import type { TrackedSetting } from './tracked-setting.ts';

/** Looks up one of GitLab's OmniAuth settings, by its name in gitlab.rb without the prefix `omniauth_`. */
export type Settings = (name: string) => TrackedSetting;

/**
 * The providers for which a setting is on: all (`true`), none (`false`), or a list of provider names in Postern's form.
 * It is undefined if the file does not set the setting, or its value is unknown.
 */
type Names = boolean | readonly string[] | undefined;

/**
 * GitLab's settings that do not apply to Postern, each with the reason. If the file turns such a setting on, the report
 * has a note with the reason.
 */
const withoutMeaning: Readonly<Record<string, string>> = {
  allow_bypass_two_factor: 'Postern has no second factor to bypass: the provider decides.',
  auto_link_ldap_user: 'LDAP does not apply: Postern supports only OpenID Connect.',
  auto_link_saml_user: 'SAML does not apply: Postern supports only OpenID Connect.',
};

/**
 * Translates the settings that apply to all providers into keys of the `postern` block; keys without a value are
 * undefined.
 */
export function readCommonSettings(setting: Settings, providers: Providers): Readonly<Record<string, unknown>> {
  for (const [name, reason] of Object.entries(withoutMeaning)) noteUnlessOff(setting(name), reason);
  const syncedFrom = readNames(setting('sync_profile_from_provider'), providers);
  const syncProfileAttributes = readAttributes(setting('sync_profile_attributes'), syncedFrom);
  return {
    enabled: setting('enabled').flag(),
    allowSingleSignOn: readNames(setting('allow_single_sign_on'), providers),
    blockAutoCreatedUsers: setting('block_auto_created_users').flag(),
    autoLinkUser: readAutoLink(setting('auto_link_user'), providers),
    externalProviders: readNames(setting('external_providers'), providers),
    syncProfileFromProvider: readSyncedFrom(
      setting('sync_profile_from_provider'),
      syncedFrom,
      syncProfileAttributes,
      providers,
    ),
    syncProfileAttributes,
    autoSignInWithProvider: readAutoSignIn(setting('auto_sign_in_with_provider'), providers),
  };
}

function noteUnlessOff(found: TrackedSetting, reason: string): void {
  if (isSome(found.flagOrTexts())) found.note(reason);
}

/** Translates GitLab's provider names in a setting to those of the `postern` block. */
function readNames(found: TrackedSetting, providers: Providers): Names {
  const value = found.flagOrTexts();
  if (value === undefined || typeof value === 'boolean') return value;
  return value.flatMap((each) => ourName(each, providers) ?? []);
}

function ourName(found: TrackedSetting, { translated: carried, skipped: left }: Providers): string | undefined {
  const gitlabName = found.text();
  if (gitlabName === undefined) return undefined;
  const name = carried.find((provider) => provider.gitlabName === gitlabName)?.name;
  if (name === undefined) {
    found.note(
      left.includes(gitlabName)
        ? 'This provider has no counterpart, so it is omitted.'
        : 'The file does not declare this provider, so it is omitted.',
    );
  }
  return name;
}

function readAutoLink(found: TrackedSetting, providers: Providers): Names {
  const names = readNames(found, providers);
  if (isSome(names)) {
    found.note(
      'An account is linked only by an email address that the provider has verified, and only if it has no other identity at that provider.',
    );
  }
  return withVerifiedAddress(found, names, providers);
}

function readSyncedFrom(
  found: TrackedSetting,
  names: Names,
  attributes: readonly string[] = ['email'],
  providers: Providers,
): Names {
  if (isSome(names) && attributes.includes('email')) {
    found.note('The email address is synchronised only if the provider has verified it and no other account has it.');
  }
  return attributes.every((name) => name === 'email') ? withVerifiedAddress(found, names, providers) : names;
}

/**
 * Removes providers whose email addresses never count as verified, because the setting has an effect only for verified
 * email addresses.
 */
function withVerifiedAddress(found: TrackedSetting, names: Names, { translated: carried }: Providers): Names {
  if (!Array.isArray(names)) return names;
  const unverified = carried.filter(({ type }) => presets[type].emailTrust === 'never').map(({ name }) => name);
  if (names.some((name) => unverified.includes(name))) {
    found.note("Microsoft's addresses never count as verified, so the provider is omitted.");
  }
  return names.filter((name) => !unverified.includes(name));
}

/** Whether a setting is on for at least one provider. */
function isSome(value: boolean | readonly unknown[] | undefined): value is true | readonly unknown[] {
  return value === true || (Array.isArray(value) && value.length > 0);
}

/**
 * Attributes of the profile that are synchronised at sign-in. If GitLab's value is `true`, the result is all
 * attributes. If no provider synchronises profiles, the setting has no effect, so the result is undefined and
 * unsupported attributes are not noted.
 */
function readAttributes(found: TrackedSetting, from: Names): readonly string[] | undefined {
  const value = found.flagOrTexts();
  if (!isSome(from) || value === undefined || value === false) return undefined;
  if (value === true) return syncableAttributes;
  return value.flatMap((each) => {
    const attribute = each.text();
    if (syncableAttributes.some((name) => name === attribute)) return attribute ?? [];
    each.note('This attribute is not synchronised.');
    return [];
  });
}

function readAutoSignIn(found: TrackedSetting, providers: Providers): string | undefined {
  return found.absent || found.flagOrTexts() === false ? undefined : ourName(found, providers);
}
