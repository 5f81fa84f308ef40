import { remainingProviders } from '../core/accounts/sign-in-methods.ts';
import type { User } from '../core/accounts/user.ts';
import { unusableProviders } from '../core/storage/usable-providers.ts';
import type { LoginPorts } from './ports.ts';

/**
 * Names of the providers that the user can sign in with: an identity is linked, and the provider is configured,
 * switched on, and adopted by operators.
 * @param without Name of a provider to leave out.
 */
export async function usableMethods(
  user: User,
  { site, table }: LoginPorts,
  without?: string,
): Promise<readonly string[]> {
  const names = site.providers.map(({ name }) => name);
  const linked = remainingProviders(user, names, without);
  const unusable = await unusableProviders(
    table,
    site.providers.filter(({ name }) => linked.includes(name)),
  );
  return linked.filter((name) => !unusable.has(name));
}
