import type { Command } from 'commander';
import { type StateChange, transitions } from '../../../functions/core/accounts/states.ts';
import type { User } from '../../../functions/core/accounts/user.ts';
import { changeState } from '../../../functions/core/storage/users/account-states.ts';
import { deleteUser } from '../../../functions/core/storage/users/delete-user.ts';
import { findUser } from '../../../functions/core/storage/users/users.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark } from '../cli/output.ts';
import { retryOnConflict } from '../cli/retry.ts';
import { type Operator, openOperator } from '../deployment/operator.ts';
import { liftBansOfDeleted, liftBansWith } from './lift-bans.ts';
import { type Changed, showChanges } from './report-changes.ts';
import { requireUser } from './require-user.ts';

const pending = 'blocked_pending_approval';

const participles: Readonly<Record<StateChange, string>> = {
  approve: 'approved',
  activate: 'activated',
  block: 'blocked',
  unblock: 'unblocked',
  ban: 'banned',
  unban: 'unbanned',
  deactivate: 'deactivated',
};

/** What `users ban` says, because a ban concerns one account and not the person. */
const banRemark = (names: string) =>
  `This person can still come back through another provider or with another address: users ban ${names} --everywhere makes that harder.`;

/**
 * The command `users approve U…` and the other commands that change account states. If one account is refused, the
 * others are changed all the same. A change that makes an account active lifts what was banned everywhere with it.
 */
export async function changeStates(change: StateChange, names: readonly string[], command: Command): Promise<void> {
  const operator = await openOperator(command);
  const { to } = transitions[change];
  await showChanges(names, operator, async (name): Promise<Changed> => {
    const lifted = change === 'unban' ? await liftBansOfDeleted(name, operator) : undefined;
    if (lifted !== undefined) return lifted;
    const user = await requireUser(operator.table, name);
    const done = await retryOnConflict(async (attempt) => {
      const now = attempt === 1 ? user : await requireUser(operator.table, user.id);
      if (!transitions[change].from.includes(now.state)) {
        throw await stateRefusal(user, `be ${participles[change]}`, transitions[change].from, operator);
      }
      if (to === 'active') await liftBansWith(user.id, operator);
      const records = [operator.record({ event: 'user.state_changed', user: user.id, from: now.state, to })];
      return changeState(operator.table, now, change, operator.now(), records);
    });
    if (!done) throw await stateRefusal(user, `be ${participles[change]}`, transitions[change].from, operator);
    return { user, to };
  });
  if (change === 'ban') remark(banRemark(names.join(' ')), operator.options);
}

/** The command `users reject U…`: deletes accounts that wait for approval; accounts in another state are refused. */
export async function rejectAccounts(names: readonly string[], command: Command): Promise<void> {
  const operator = await openOperator(command);
  await confirm(`Reject and delete ${names.join(', ')}?`, operator.options);
  await showChanges(names, operator, async (name): Promise<Changed> => {
    const user = await requireUser(operator.table, name);
    const records = [operator.record({ event: 'user.deleted', user: user.id, from: pending, reason: 'rejected' })];
    const done = await deleteUser(operator.table, user, records, { onlyIf: pending });
    if (!done) throw await stateRefusal(user, 'be rejected', [pending], operator);
    return { user, to: 'deleted' };
  });
}

/** The error that says why the state of an account cannot be changed; it names the account's current state. */
export async function stateRefusal(
  { id, username }: User,
  what: string,
  from: readonly string[],
  { table }: Operator,
): Promise<OpsFailure> {
  const now = await findUser(table, id);
  if (now === undefined) return new OpsFailure(`${username} cannot ${what}: the account no longer exists.`);
  const states = new Intl.ListFormat('en', { type: 'disjunction' }).format(from);
  return new OpsFailure(`${username} cannot ${what}: the account is ${now.state}, not ${states}.`);
}
