import type { Command } from 'commander';
import { hasBans } from '../../../functions/core/storage/users/bans.ts';
import { show } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { activeSessions } from '../sessions/active-sessions.ts';
import { exportedAccount } from './account-list.ts';
import { requireUser } from './require-user.ts';

/** The command `users show U`: shows an account and its number of open sessions. */
export async function showAccount(name: string, command: Command): Promise<void> {
  const operator = await openOperator(command, { readOnly: true });
  const { table, options } = operator;
  const { session: limits } = readConfiguration(options);
  const user = await requireUser(table, name);
  const open = await activeSessions(operator, user, limits);
  const banned = await hasBans(table, user.id);
  show({ ...exportedAccount(user), open_sessions: open.length, ...(banned && { banned_everywhere: true }) }, options);
}
