import { identityAt, type User } from './user.ts';

/**
 * The sign-in methods (linked identities) that a user still has after one is unlinked. Only identities at usable
 * providers count.
 * @param usable Names of the providers that are configured and not disabled.
 * @param without Name of the provider to unlink.
 * @returns Names of the remaining providers.
 */
export function remainingProviders(user: User, usable: readonly string[], without: string): readonly string[] {
  return usable.filter((name) => name !== without && identityAt(user, name) !== undefined);
}
