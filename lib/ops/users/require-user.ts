import type { User } from '../../../functions/core/accounts/user.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { findUserByName } from '../../../functions/core/storage/users/users.ts';
import { OpsFailure } from '../cli/failure.ts';
import { printable } from '../cli/printable.ts';

/**
 * Finds an account by id, username or verified email address.
 * @throws OpsFailure if no account matches.
 */
export async function requireUser(table: Table, name: string): Promise<User> {
  const user = await findUserByName(table, name);
  if (user !== undefined) return user;
  const cure = name.includes('@')
    ? 'an unverified address matches no account, so give id or username.'
    : 'give id, username or verified email address.';
  throw new OpsFailure(`No account ${printable(name)}: ${cure}`);
}
