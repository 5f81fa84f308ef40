import type { Command } from 'commander';
import { identityAt } from '../../../functions/core/accounts/user.ts';
import { TransactionRefused } from '../../../functions/core/storage/table/errors.ts';
import { type Merge, mergeUsers } from '../../../functions/core/storage/users/merge-users.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { requireUser } from './require-user.ts';

/**
 * The command `users merge`: moves the identities of the second account to the first after confirmation, and deletes
 * the second. Each account is named by its id, username or verified email address.
 */
export async function mergeAccounts(intoName: string, fromName: string, command: Command): Promise<void> {
  const operator = await openOperator(command);
  const { table, options } = operator;
  const accounts = { into: await requireUser(table, intoName), from: await requireUser(table, fromName) };
  const { into, from } = accounts;
  const obstacle = mergeObstacle(accounts);
  if (obstacle !== undefined) throw new OpsFailure(obstacle);
  const moved = Object.keys(from.identities);
  const what = moved.length === 0 ? 'It has no identity to move' : `Its identities (${moved.join(', ')}) move`;
  await confirm(`Delete ${from.username} (${from.id})? ${what} to ${into.username} (${into.id}).`, options);
  await write(accounts, operator);
  const merged = (await findUser(table, into.id)) ?? into;
  const providers = Object.keys(merged.identities).sort();
  show({ id: into.id, username: into.username, merged: from.id, providers }, options);
}

/**
 * Why two accounts cannot be merged, as a sentence. For example, a blocked account cannot be merged into an active one,
 * because its owner could then sign in to the active account.
 * @returns The reason; undefined if the accounts can be merged.
 */
function mergeObstacle({ into, from }: Merge): string | undefined {
  if (into.id === from.id) return `${into.username} is the same account: name two accounts.`;
  if (into.state !== 'active') return `${into.username} is ${into.state}: make it active first.`;
  if (from.state === 'blocked' || from.state === 'banned') {
    return `${from.username} is ${from.state}: its sign-in methods must not lead into another account.`;
  }
  if (from.state === 'blocked_pending_approval')
    return `${from.username} waits for approval: approve or reject it first.`;
  const shared = Object.keys(from.identities).filter((provider) => identityAt(into, provider) !== undefined);
  if (shared.length === 0) return undefined;
  return `Both have an identity at ${shared.join(' and ')}, and an account can have only one at each provider: unlink one of the two first, with users unlink.`;
}

async function write(accounts: Merge, { table, record, now }: Operator): Promise<void> {
  const { into, from } = accounts;
  const records = [
    record({ event: 'user.merged', user: into.id, from: from.id }),
    record({ event: 'user.deleted', user: from.id, to: into.id, reason: 'merged' }),
  ];
  try {
    await mergeUsers(table, accounts, now(), records);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    throw new OpsFailure('One of the accounts was changed concurrently, and nothing was written: try again.', {
      cause: error,
    });
  }
}
