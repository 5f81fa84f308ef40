import { type StateChange, transitions } from '../accounts/states.ts';
import type { AuditRecord } from '../audit/event.ts';
import { auditSteps } from './audit.ts';
import { TransactionRefused } from './errors.ts';
import type { Table } from './port.ts';
import { UserUpdate } from './user-update.ts';

/**
 * Changes an account's state where the transition allows it, and writes that down. Where the account may use no session
 * afterwards, those it has are ended for good: they don't come back with the state.
 * @param at Milliseconds since the epoch.
 * @returns false where the account was in none of the states that the change may begin from, or is gone.
 */
export async function changeState(
  table: Table,
  userId: string,
  change: StateChange,
  at: number,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const { from, to } = transitions[change];
  const update = new UserUpdate(userId).inState(...from).toState(to);
  if (to !== 'active') update.sessionsEnded(at);
  try {
    await table.transact([update.step(), ...auditSteps(records)]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}
