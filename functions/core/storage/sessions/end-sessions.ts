import type { SessionsEnded, User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit.ts';
import { TransactionRefused } from '../table/errors.ts';
import type { Table } from '../table/port.ts';
import { UserUpdate } from '../users/user-update.ts';
import { deletionSteps } from './sessions.ts';

/**
 * Ends a session, and writes that down.
 * @returns false where it was gone already.
 */
export async function endSession(table: Table, session: Session, records: readonly AuditRecord[]): Promise<boolean> {
  const deletion = deletionSteps(session, { ConditionExpression: 'attribute_exists(pk)' });
  return done(table.transact([...deletion, ...auditSteps(records)]));
}

/**
 * Ends all of a user's sessions with one write, however many there are: the session check holds each against the mark.
 * @param user As read.
 * @returns false where the sessions were ended otherwise since, or the user is gone: to be read and judged again.
 */
export async function endAllSessions(
  table: Table,
  user: User,
  mark: SessionsEnded,
  records: readonly AuditRecord[],
): Promise<boolean> {
  return done(table.transact([new UserUpdate(user.id).sessionsEnded(user, mark).step(), ...auditSteps(records)]));
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
