import type { Command } from 'commander';
import { deleteSessions, deleteUser } from '../../../functions/core/storage/users/delete-user.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from './require-user.ts';

/**
 * Asks, and deletes an account.
 * @param name Its id, username or verified e-mail address; an id also finds what is left of an account that is gone.
 */
export async function deleteAccount(name: string, command: Command): Promise<void> {
  const { table, options, record } = await openOperator(command);
  // A deletion that died half-way left sessions, which only the id leads to.
  if (name.startsWith('usr_') && (await findUser(table, name)) === undefined) {
    const sessions = await deleteSessions(table, name);
    if (sessions === 0) throw new OpsFailure(`Nothing is there of an account ${name}.`);
    show({ id: name, sessions_deleted: sessions }, options);
    return;
  }
  const user = await requireUser(table, name);
  await confirm(`Delete ${user.username} (${user.id}) with all sessions and identities, for good?`, options);
  const deleted = await deleteUser(table, user, [record({ event: 'user.deleted', user: user.id, from: user.state })]);
  if (!deleted) throw new OpsFailure(`${user.username} was deleted by somebody else meanwhile.`);
  show({ id: user.id, username: user.username, deleted: true }, options);
}
