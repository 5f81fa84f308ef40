import type { Command } from 'commander';
import { deleteSessions, deleteUser } from '../../../functions/core/storage/users/delete-user.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from './require-user.ts';

/**
 * The command `users delete U`: deletes an account after confirmation.
 * @param name Id, username or verified email address of the account. With an id, the command also cleans up after a
 * deletion that was interrupted.
 */
export async function deleteAccount(name: string, command: Command): Promise<void> {
  const { table, options, record } = await openOperator(command);
  // An interrupted deletion leaves sessions without an account. They can be found only by the user id.
  if (name.startsWith('usr_') && (await findUser(table, name)) === undefined) {
    const sessions = await deleteSessions(table, name);
    if (sessions === 0) throw new OpsFailure(`There is no account ${name}, and nothing left of one.`);
    show({ id: name, sessions_deleted: sessions }, options);
    return;
  }
  const user = await requireUser(table, name);
  await confirm(`Delete ${user.username} (${user.id}) with all sessions and identities permanently?`, options);
  const deleted = await deleteUser(table, user, [record({ event: 'user.deleted', user: user.id, from: user.state })]);
  if (!deleted) throw new OpsFailure(`${user.username} was deleted concurrently.`);
  show({ id: user.id, username: user.username, deleted: true }, options);
}
