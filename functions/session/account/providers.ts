import { remainingProviders } from '../../core/accounts/sign-in-methods.ts';
import { type Identity, identityAt, type User } from '../../core/accounts/user.ts';
import type { ProviderSettings, ProviderType } from '../../core/contract/provider-settings.ts';

/** A provider from the view of an account. */
export interface AccountProvider {
  readonly name: string;
  readonly label: string;
  readonly type: ProviderType;
  readonly icon?: string;
  /** Whether it is configured and switched on. */
  readonly usable: boolean;
  /** The account's identity there, if any. */
  readonly identity?: Identity;
  /** Whether that can be unlinked: another usable identity remains. */
  readonly canUnlink: boolean;
}

/**
 * The configured providers from the view of an account, and those removed from the configuration that it is linked to.
 * @param disabled Names of the providers that operators have switched off.
 */
export function accountProviders(
  user: User,
  configured: readonly ProviderSettings[],
  disabled: ReadonlySet<string>,
): readonly AccountProvider[] {
  const known = configured.map(({ name, label, type, icon }) => ({
    ...{ name, label, type, usable: !disabled.has(name) },
    ...(icon !== undefined && { icon }),
  }));
  const names = new Set(configured.map(({ name }) => name));
  const gone = Object.keys(user.identities)
    .filter((name) => !names.has(name))
    .map((name) => ({ name, label: name, type: 'openid_connect' as const, usable: false }));
  const usable = known.filter((provider) => provider.usable).map(({ name }) => name);
  return [...known, ...gone].map((provider) => {
    const identity = identityAt(user, provider.name);
    const isLinked = identity !== undefined;
    const canUnlink = isLinked && remainingProviders(user, usable, provider.name).length > 0;
    return { ...provider, ...(isLinked && { identity }), canUnlink };
  });
}
