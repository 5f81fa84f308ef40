import { remainingProviders } from '../../core/accounts/sign-in-methods.ts';
import { type Identity, identityAt, type User } from '../../core/accounts/user.ts';
import type { ProviderSettings, ProviderType } from '../../core/contract/provider-settings.ts';

/** A provider as the account page lists it, with the account's identity at this provider. */
export interface AccountProvider {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  readonly icon?: string;
  /** Whether people can sign in with the provider: it is configured and adopted, and not switched off. */
  readonly usable: boolean;
  /** The account's identity at the provider, if one is linked. */
  readonly identity?: Identity;
  /** Whether an identity can be linked: none is, the provider is usable, and the configuration permits it. */
  readonly canLink: boolean;
  /** Whether the identity can be unlinked: the account must have another identity at a usable provider. */
  readonly canUnlink: boolean;
}

/**
 * Lists the configured providers with the account's identities. A provider that was removed from the configuration is
 * included if the account still has an identity at this provider.
 * @param disabled Names of the providers with which nobody can sign in now.
 */
export function accountProviders(
  user: User,
  configured: readonly ProviderSettings[],
  disabled: ReadonlySet<string>,
): readonly AccountProvider[] {
  const known = configured.map(({ name, label, type, icon, linkable }) => ({
    ...{ name, label, type, usable: !disabled.has(name), linkable },
    ...(icon !== undefined && { icon }),
  }));
  const names = new Set(configured.map(({ name }) => name));
  const gone = Object.keys(user.identities)
    .filter((name) => !names.has(name))
    .map((name) => ({ name, label: name, type: 'openid_connect' as const, usable: false, linkable: false }));
  const usable = known.filter((provider) => provider.usable).map(({ name }) => name);
  return [...known, ...gone].map(({ linkable, ...provider }) => {
    const identity = identityAt(user, provider.name);
    const isLinked = identity !== undefined;
    const canUnlink = isLinked && remainingProviders(user, usable, provider.name).length > 0;
    const canLink = !isLinked && provider.usable && linkable;
    return { ...provider, ...(isLinked && { identity }), canLink, canUnlink };
  });
}
