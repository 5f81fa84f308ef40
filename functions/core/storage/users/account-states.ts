import { type StateChange, transitions } from '../../accounts/states.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from './user-update.ts';

/**
 * Changes an account's state where the transition allows it, and writes that down. Where the account may use no session
 * afterwards, those it has are ended for good: they don't come back with the state.
 * @param user As read.
 * @param at Milliseconds since the epoch.
 * @returns false where the transition does not begin from the state that was read, or the account has changed since.
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
