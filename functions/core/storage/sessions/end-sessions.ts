import type { SessionsEnded, User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from '../users/user-update.ts';
import { deletionSteps } from './sessions.ts';

/**
 * Deletes a session, and writes the audit events in the same transaction.
 * @returns false if the session was deleted before; nothing is written then.
 */
export async function endSession(table: Table, session: Session, records: readonly AuditRecord[]): Promise<boolean> {
  const deletion = deletionSteps(session, { ConditionExpression: 'attribute_exists(pk)' });
  return done(table.transact([...deletion, ...auditSteps(records)]));
}

/**
 * Revokes all of a user's sessions with one write, however many there are. It sets the user's revocation cutoff:
 * sessions created up to that time are revoked. The session check compares each session's creation time with the
 * cutoff.
 * @param user The user as read (optimistic concurrency).
 * @returns false if the cutoff has changed since, or the user no longer exists. The caller then reads the user again
 * and retries.
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
