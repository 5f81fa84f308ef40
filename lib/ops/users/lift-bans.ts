import { liftBans } from '../../../functions/core/storage/users/bans.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import type { Operator } from '../deployment/operator.ts';
import type { Changed } from './report-changes.ts';

/**
 * Lifts what was banned everywhere with an account.
 * @returns Whether there was anything.
 */
export function liftBansWith(userId: string, { table, record }: Operator): Promise<boolean> {
  return liftBans(table, userId, () => record({ event: 'user.unbanned_everywhere', user: userId }));
}

/**
 * Lifts what was banned everywhere with an account that has been deleted since.
 * @param name What the operator named; only an id names a deleted account.
 * @returns undefined if the account exists, or nothing was banned with it.
 */
export async function liftBansOfDeleted(name: string, operator: Operator): Promise<Changed | undefined> {
  if (!name.startsWith('usr_') || (await findUser(operator.table, name)) !== undefined) return undefined;
  const lifted = await liftBansWith(name, operator);
  return lifted ? { user: { id: name, state: 'deleted' }, to: 'deleted' } : undefined;
}
