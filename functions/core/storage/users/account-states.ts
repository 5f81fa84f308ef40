import { type StateChange, transitions } from '../../accounts/states.ts';
import type { User, UserState } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit-append.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from './user-update.ts';

/**
 * Changes an account's state, if the transition is allowed, and writes the audit events in the same transaction. If the
 * new state permits no sessions, the existing sessions are revoked. They stay revoked if the account becomes active
 * again.
 * @param user The account as read (optimistic concurrency).
 * @param at Milliseconds since the epoch.
 * @returns false if the transition is not allowed from the account's state, or the account has changed since it was
 * read.
 */
export async function changeState(
  table: Table,
  user: User,
  change: StateChange,
  at: number,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const { from, to } = transitions[change];
  return from.includes(user.state) && setState(table, user, to, at, records);
}

/**
 * Sets an account's state whatever it was before, as `changeState` does for the allowed transitions.
 * @returns false if the account has changed since it was read.
 */
export async function setState(
  table: Table,
  user: User,
  to: UserState,
  at: number,
  records: readonly AuditRecord[],
): Promise<boolean> {
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
