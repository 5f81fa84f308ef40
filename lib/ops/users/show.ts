import type { Command } from 'commander';
import { show } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { activeSessions } from '../sessions/active-sessions.ts';
import { exportedAccount } from './account-list.ts';
import { requireUser } from './require-user.ts';

/** The command `users show U`: shows an account and its number of open sessions. */
export async function showAccount(name: string, command: Command): Promise<void> {
  const { table, options } = await openOperator(command);
  const { session: limits } = readConfiguration(options);
  const user = await requireUser(table, name);
  const open = await activeSessions(table, user, limits);
  show({ ...exportedAccount(user), open_sessions: open.length }, options);
}
