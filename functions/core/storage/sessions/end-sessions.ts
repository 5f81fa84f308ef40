import type { SessionsEnded, User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from '../users/user-update.ts';
import { deletionSteps } from './sessions.ts';

/**
 * Deletes a session, together with its audit events.
 * @returns false if it was deleted before.
 */
export async function endSession(table: Table, session: Session, records: readonly AuditRecord[]): Promise<boolean> {
  const deletion = deletionSteps(session, { ConditionExpression: 'attribute_exists(pk)' });
  return done(table.transact([...deletion, ...auditSteps(records)]));
}

/**
 * Revokes all of a user's sessions with one write, however many there are: the session check compares each session with
 * the revocation cutoff.
 * @param user As read (optimistic concurrency).
 * @returns false if the cutoff was changed since, or the user is gone: read the user again and retry.
 */
export async function endAllSessions(
  table: Table,
  user: User,
  cutoff: SessionsEnded,
  records: readonly AuditRecord[],
): Promise<boolean> {
  return done(table.transact([new UserUpdate(user.id).sessionsEnded(user, cutoff).step(), ...auditSteps(records)]));
}

async function done(write: Promise<void>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}
