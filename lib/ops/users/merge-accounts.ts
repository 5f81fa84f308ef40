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

/** Asks, and merges the second account into the first one; each by id, username or verified e-mail address. */
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
 * What keeps two accounts from being merged, in a sentence. A way into an account that may not be used must not become
 * one into an account that may.
 * @returns undefined where nothing does.
 */
function mergeObstacle({ into, from }: Merge): string | undefined {
  if (into.id === from.id) return `${into.username} is one account: name two.`;
  if (into.state !== 'active') return `${into.username} is ${into.state}: make it active first.`;
  if (from.state === 'blocked' || from.state === 'banned') {
    return `${from.username} is ${from.state}: its ways in must not lead into another account.`;
  }
  if (from.state === 'blocked_pending_approval')
    return `${from.username} waits for approval: approve or reject it first.`;
  const shared = Object.keys(from.identities).filter((provider) => identityAt(into, provider) !== undefined);
  if (shared.length === 0) return undefined;
  return `Both have an identity at ${shared.join(' and ')}, and an account has one at each provider: they stay two.`;
}

async function write(accounts: Merge, { table, record }: Operator): Promise<void> {
  const { into, from } = accounts;
  const records = [
    record({ event: 'user.merged', user: into.id, from: from.id }),
    record({ event: 'user.deleted', user: from.id, to: into.id, reason: 'merged' }),
  ];
  try {
    await mergeUsers(table, accounts, Date.now(), records);
  } catch (error) {
    if (!(error instanceof TransactionRefused)) throw error;
    throw new OpsFailure('One of the accounts changed meanwhile, and nothing was written: look again.', {
      cause: error,
    });
  }
}
