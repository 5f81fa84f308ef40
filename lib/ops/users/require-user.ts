import type { User } from '../../../functions/core/accounts/user.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { findUserByName } from '../../../functions/core/storage/users/users.ts';
import { OpsFailure } from '../cli/failure.ts';
import { printable } from '../cli/printable.ts';

/**
 * An account by its id, username or verified e-mail address.
 * @throws OpsFailure where there is none.
 */
export async function requireUser(table: Table, name: string): Promise<User> {
  const user = await findUserByName(table, name);
  if (user !== undefined) return user;
  const cure = name.includes('@')
    ? 'an address that is not verified finds nobody, so give its id or username.'
    : 'give its id, username or verified e-mail address.';
  throw new OpsFailure(`No account ${printable(name)}: ${cure}`);
}
