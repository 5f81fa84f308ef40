import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import type { AccountRules } from '../../functions/core/contract/settings.ts';
import type { Config } from './index.ts';
import { presets } from './presets.ts';

/**
 * A public provider: anybody may register there with any email address, which counts as verified once its mail was read,
 * also after the person has left the domain.
 */
interface PublicProvider {
  readonly is: (provider: ProviderSettings) => boolean;
  /** Email domains of the provider itself, for whose addresses it can vouch. */
  readonly own: readonly string[];
  /** How to admit only the people of an organisation, as the beginning of a sentence. */
  readonly remedy: string;
}

const someClaim = 'Require a claim that only the people of your organisation have, with requiredClaims';

const publicProviders: readonly PublicProvider[] = [
  {
    is: ({ type, issuer, requiredClaims }) =>
      (type === 'google' || issuer === presets.google.issuer) && !Object.hasOwn(requiredClaims, 'hd'),
    own: ['gmail.com', 'googlemail.com'],
    remedy: 'Set args.hd to the domain of your organisation at Google ("*" for any organisation)',
  },
  { is: isUnrestricted(presets.gitlab.issuer), own: [], remedy: someClaim },
  {
    is: isUnrestricted(presets.apple.issuer),
    own: ['icloud.com', 'me.com', 'mac.com', 'privaterelay.appleid.com'],
    remedy: 'Apple has no claim for an organisation, so use another provider for its people',
  },
];

function isUnrestricted(publicIssuer: string | undefined): PublicProvider['is'] {
  return ({ issuer, requiredClaims }) => issuer === publicIssuer && Object.keys(requiredClaims).length === 0;
}

/** Parameters of the authorization request that restrict who may sign in, and that no claim proves by itself. */
const hints = ['hd', 'organization', 'connection', 'idp', 'kc_idp_hint', 'identity_provider', 'idp_identifier'];

/**
 * Warnings about settings that are valid, but do not restrict who may sign in as it seems: email addresses of a public
 * provider decide, or a parameter of the authorization request that nothing enforces. Each names the key and the remedy.
 */
export function trustWarnings({ providers, accounts }: Config): readonly string[] {
  return providers.flatMap((provider) => [...addressWarnings(provider, accounts), ...hintWarnings(provider)]);
}

function addressWarnings(provider: ProviderSettings, accounts: AccountRules): readonly string[] {
  const found = publicProviders.find(({ is }) => is(provider));
  if (found === undefined) return [];
  const { name } = provider;
  const foreign = (domains: readonly string[]) => domains.some((domain) => !found.own.includes(domain));
  const creates = accounts.blockAutoCreatedUsers && accounts.allowSingleSignOn.includes(name);
  const keys = [
    ...(foreign(provider.allowedEmailDomains) ? ['allowedEmailDomains'] : []),
    ...(creates && foreign(accounts.autoApprove) ? ['autoApprove'] : []),
    ...(accounts.autoLinkUser.includes(name) ? ['autoLinkUser'] : []),
  ];
  return keys.map(
    (key) =>
      `${key} goes by email addresses that the provider ${name} has verified, but anybody who could once read mail to ` +
      `such an address has it verified there, also after leaving the organisation. ${found.remedy}, or do without ${key} for this provider.`,
  );
}

function hintWarnings({ name, authorizationParameters, requiredClaims }: ProviderSettings): readonly string[] {
  if (Object.keys(requiredClaims).length > 0) return [];
  return hints
    .filter((parameter) => Object.hasOwn(authorizationParameters, parameter))
    .map(
      (parameter) =>
        `args.${parameter} of the provider ${name} is only a request, which people can remove from the URL. ` +
        'If it is meant to restrict who may sign in, require a claim that proves it, with requiredClaims.',
    );
}
