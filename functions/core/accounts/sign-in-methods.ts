import type { ProviderSettings } from '../contract/provider-settings.ts';
import { Problem } from '../errors.ts';
import { identityAt, type User } from './user.ts';

/**
 * The sign-in methods (linked identities) that a user has, or still has after one is unlinked. Only identities at usable
 * providers count.
 * @param usable Names of the providers that are configured and not disabled.
 * @param without Name of the provider to unlink, if any.
 * @returns Names of the remaining providers.
 */
export function remainingProviders(user: User, usable: readonly string[], without?: string): readonly string[] {
  return usable.filter((name) => name !== without && identityAt(user, name) !== undefined);
}

/** A provider's settings that decide whether users may link it. */
export type LinkRules = Pick<ProviderSettings, 'name' | 'linkable'>;

/** Why signed-in users may not link a provider to their accounts; undefined if they may. */
export function linkingProblem({ name, linkable }: LinkRules): Problem | undefined {
  if (linkable) return undefined;
  return new Problem('linking_not_allowed', 'the provider has linkable: false', { details: { provider: name } });
}
