import { syncableAttributes } from '../../../functions/core/contract/settings.ts';
import { presets } from '../../config/presets.ts';
import type { Providers } from './providers/index.ts';
import type { TrackedSetting } from './tracked-setting.ts';

/** Gives a setting by its name in gitlab.rb, without `omniauth_`. */
export type Settings = (name: string) => TrackedSetting;

/** Providers that a setting is on for: all, none, or those named. */
type Names = boolean | readonly string[] | undefined;

/** Settings of GitLab's that have no meaning here, and why. */
const withoutMeaning: Readonly<Record<string, string>> = {
  allow_bypass_two_factor: 'There is no second factor here that could be bypassed: the provider decides.',
  auto_link_ldap_user: 'LDAP does not apply: Postern speaks OpenID Connect alone.',
  auto_link_saml_user: 'SAML does not apply: Postern speaks OpenID Connect alone.',
};

/** Reads the common settings into keys of the `postern` block; those that are undefined are left out of it. */
export function readCommonSettings(setting: Settings, providers: Providers): Readonly<Record<string, unknown>> {
  for (const [name, reason] of Object.entries(withoutMeaning)) noteUnlessOff(setting(name), reason);
  const followed = readNames(setting('sync_profile_from_provider'), providers);
  const syncProfileAttributes = readAttributes(setting('sync_profile_attributes'), followed);
  return {
    enabled: setting('enabled').flag(),
    allowSingleSignOn: readNames(setting('allow_single_sign_on'), providers),
    blockAutoCreatedUsers: setting('block_auto_created_users').flag(),
    autoLinkUser: readAutoLink(setting('auto_link_user'), providers),
    externalProviders: readNames(setting('external_providers'), providers),
    syncProfileFromProvider: readFollowed(
      setting('sync_profile_from_provider'),
      followed,
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

/** Names of providers, as they are called here. */
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
        ? 'It names a provider that has no counterpart, so it is left out here.'
        : 'It names a provider that the file does not have, so it is left out here.',
    );
  }
  return name;
}

function readAutoLink(found: TrackedSetting, providers: Providers): Names {
  const names = readNames(found, providers);
  if (isSome(names)) {
    found.note(
      'Only an address that the provider calls verified links here, and never to an account that has another identity there.',
    );
  }
  return withVerifiedAddress(found, names, providers);
}

function readFollowed(
  found: TrackedSetting,
  names: Names,
  attributes: readonly string[] = ['email'],
  providers: Providers,
): Names {
  if (isSome(names) && attributes.includes('email')) {
    found.note(
      'An e-mail address is kept in step only where the provider calls it verified and no other account has it.',
    );
  }
  return attributes.every((name) => name === 'email') ? withVerifiedAddress(found, names, providers) : names;
}

/** Leaves out the providers that nothing could come from where only verified addresses count. */
function withVerifiedAddress(found: TrackedSetting, names: Names, { translated: carried }: Providers): Names {
  if (!Array.isArray(names)) return names;
  const unverified = carried.filter(({ type }) => presets[type].emailTrust === 'never').map(({ name }) => name);
  if (names.some((name) => unverified.includes(name))) {
    found.note("Microsoft's addresses never count as verified, so it is left out here.");
  }
  return names.filter((name) => !unverified.includes(name));
}

/** Whether a setting is on for any provider. */
function isSome(value: boolean | readonly unknown[] | undefined): value is true | readonly unknown[] {
  return value === true || (Array.isArray(value) && value.length > 0);
}

/** `true` means all. Nothing is said where no provider is synchronised with: the attributes mean nothing then. */
function readAttributes(found: TrackedSetting, from: Names): readonly string[] | undefined {
  const value = found.flagOrTexts();
  if (!isSome(from) || value === undefined || value === false) return undefined;
  if (value === true) return syncableAttributes;
  return value.flatMap((each) => {
    const attribute = each.text();
    if (syncableAttributes.some((name) => name === attribute)) return attribute ?? [];
    each.note('No such attribute is kept in step here.');
    return [];
  });
}

function readAutoSignIn(found: TrackedSetting, providers: Providers): string | undefined {
  return found.absent || found.flagOrTexts() === false ? undefined : ourName(found, providers);
}
