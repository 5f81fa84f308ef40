import type { SessionsEnded } from '../accounts/user.ts';
import type { AuditRecord } from '../audit/event.ts';
import type { Session } from '../sessions/session.ts';
import { auditSteps } from './audit.ts';
import { TransactionRefused } from './errors.ts';
import { keys } from './keys.ts';
import type { Table } from './port.ts';

/**
 * Ends a session, and writes that down.
 * @returns false where it was gone already.
 */
export async function endSession(
  table: Table,
  { userId, id, provider, sid }: Session,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const session = {
    name: 'session',
    write: { Delete: { Key: keys.session(userId, id), ConditionExpression: 'attribute_exists(pk)' } },
  };
  const note = { name: 'provider session', write: { Delete: { Key: keys.providerSession(provider, sid ?? '', id) } } };
  return done(table.transact([session, ...(sid === undefined ? [] : [note]), ...auditSteps(records)]));
}

/**
 * Ends all of a user's sessions with one write, however many there are: the session check holds each against the mark.
 * @returns false where the user is gone.
 */
export async function endAllSessions(
  table: Table,
  userId: string,
  { at, except }: SessionsEnded,
  records: readonly AuditRecord[],
): Promise<boolean> {
  const mark = { at: { N: String(at) }, ...(except !== undefined && { except: { S: except } }) };
  const user = {
    name: 'user',
    write: {
      Update: {
        Key: keys.user(userId),
        UpdateExpression: 'SET sessions_ended = :mark',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: { ':mark': { M: mark } },
      },
    },
  };
  return done(table.transact([user, ...auditSteps(records)]));
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
