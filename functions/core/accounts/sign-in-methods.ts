import { identityAt, type User } from './user.ts';

/**
 * What stays a way into an account where one is taken away: the user's identities at other providers that can be used.
 * @param usable Names of the providers that are configured and not switched off.
 * @param without Name of the provider that is to go.
 */
export function remainingProviders(user: User, usable: readonly string[], without: string): readonly string[] {
  return usable.filter((name) => name !== without && identityAt(user, name) !== undefined);
}
