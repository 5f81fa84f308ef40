import { identityAt, type User } from './user.ts';

/**
 * The sign-in methods that remain if one is unlinked: the user's identities at other usable providers.
 * @param usable Names of the providers that are configured and not switched off.
 * @param without Name of the provider to unlink.
 */
export function remainingProviders(user: User, usable: readonly string[], without: string): readonly string[] {
  return usable.filter((name) => name !== without && identityAt(user, name) !== undefined);
}
