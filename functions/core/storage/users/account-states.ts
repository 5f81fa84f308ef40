import { type StateChange, transitions } from '../../accounts/states.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit-append.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from './user-update.ts';

/**
 * Changes an account's state, if the transition allows it, together with its audit events. If the new state permits no
 * session, the existing ones are revoked for good: they do not revive with the state.
 * @param user As read (optimistic concurrency).
 * @param at Milliseconds since the epoch.
 * @returns false if the transition does not start from the state that was read, or the account has changed since.
 */
export async function changeState(
  table: Table,
  user: User,
  change: StateChange,
  at: number,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const { from, to } = transitions[change];
  if (!from.includes(user.state)) return false;
  const update = new UserUpdate(user.id).inState(user.state).toState(to);
  if (to !== 'active') update.sessionsEnded(user, { at });
  try {
    await table.transact([update.step(), ...auditSteps(records)]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}
