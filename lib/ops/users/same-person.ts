import { addressOf, coversAddress } from '../../../functions/core/accounts/ban.ts';
import { identityAt, type User } from '../../../functions/core/accounts/user.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';

/** Why an account is taken for the same person's as a banned one. */
export type Likeness = 'identity' | 'email';

/** An identity of an account, by provider name and uid. */
export interface BannedIdentity {
  readonly provider: string;
  readonly uid: string;
}

/**
 * The identities that a ban of an account refuses: its own, and those with the same uid at providers that are configured
 * with the same issuer under another name. Within one issuer a `sub` names one person (OpenID Connect Core 1.0 section
 * 2); at different issuers equal ones say nothing.
 */
export function identitiesToBan(
  user: User,
  providers: readonly Pick<ProviderSettings, 'name' | 'issuer'>[],
): readonly BannedIdentity[] {
  const own = Object.entries(user.identities).map(([provider, { uid }]) => ({ provider, uid }));
  const alike = own.flatMap(({ provider, uid }) => {
    const issuer = providers.find(({ name }) => name === provider)?.issuer;
    const others = providers.filter((other) => other.issuer === issuer && other.name !== provider);
    return others.map(({ name }) => ({ provider: name, uid }));
  });
  return [...own, ...alike];
}

/**
 * Why another account is taken for the same person's: it has one of the identities to ban, or the same email address.
 * @returns undefined if it is not.
 */
export function likenessOf(banned: User, identities: readonly BannedIdentity[], other: User): Likeness | undefined {
  if (other.id === banned.id) return undefined;
  if (identities.some(({ provider, uid }) => identityAt(other, provider)?.uid === uid)) return 'identity';
  const address = addressOf(banned.profile);
  return address !== undefined && coversAddress(address, addressOf(other.profile)) ? 'email' : undefined;
}
