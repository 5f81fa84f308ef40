import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { User, UserState } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { Problem } from '../../errors.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { listSessions } from '../sessions/sessions.ts';
import { TransactionRefused } from '../table/errors.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { releaseName } from './unique-names.ts';
import { findUser } from './users.ts';

/** Attempts at an account that concurrent sign-ins and links keep changing. */
const maxAttempts = 10;
/** Sessions that are deleted concurrently: each takes a connection. */
const concurrency = 20;

/**
 * Deletes an account and all its data: first, in one transaction, the user with its identities and unique names, then
 * its sessions. After the transaction no sign-in can open a session. Only the audit log keeps the identifier.
 * @param user As read; it is read again if it has changed since (optimistic concurrency).
 * @param onlyIf The only state in which the account may be deleted; any by default.
 * @returns false if the account is gone already, or in another state.
 */
export async function deleteUser(
  table: Table,
  user: User,
  records: readonly AuditRecord[],
  { onlyIf }: { readonly onlyIf?: UserState } = {},
): Promise<boolean> {
  let current: User | undefined = user;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    if (current === undefined || (onlyIf !== undefined && current.state !== onlyIf)) return false;
    if (await deleteAsRead(table, current, records)) {
      await deleteSessions(table, user.id);
      return true;
    }
    current = await findUser(table, user.id);
  }
  throw new Problem('temporarily_unavailable', 'the account keeps changing while it is deleted');
}

/**
 * Deletes a user's sessions, and the items by which providers' sessions cover them. It also completes an interrupted
 * deletion of an account.
 * @returns The number of sessions.
 */
export async function deleteSessions(table: Table, userId: string): Promise<number> {
  const sessions = await listSessions(table, userId);
  for (let start = 0; start < sessions.length; start += concurrency) {
    await Promise.all(sessions.slice(start, start + concurrency).map((session) => deleteSession(table, session)));
  }
  return sessions.length;
}

/** The covering item is deleted first: without the session nothing would lead to it. */
async function deleteSession(table: Table, { userId, id, provider, sid }: Session): Promise<void> {
  if (sid !== undefined) await table.delete({ Key: keys.providerSession(provider, sid, id) });
  await table.delete({ Key: keys.session(userId, id) });
}

async function deleteAsRead(table: Table, user: User, records: readonly AuditRecord[]): Promise<boolean> {
  const identities = Object.entries(user.identities).map(([provider, { uid }]) =>
    releaseName('identity', keys.identity(provider, uid), user.id),
  );
  try {
    await table.transact([accountStep(user), ...nameSteps(user), ...identities, ...auditSteps(records)]);
    return true;
  } catch (error) {
    if (error instanceof TransactionRefused) return false;
    throw error;
  }
}

/** Releases a user's unique names. */
function nameSteps(user: User): readonly TransactionStep[] {
  const address = verifiedEmailKey(user.profile);
  return [
    releaseName('username', keys.username(user.username), user.id),
    ...(address === undefined ? [] : [releaseName('email', keys.email(address), user.id)]),
  ];
}

/** Deletes a user's item; requires that state, names and identities are those that were read. */
export function accountStep(user: User): TransactionStep {
  const identities = Object.entries(user.identities);
  const { email, emailVerified } = user.profile;
  const values: Record<string, AttributeValue> = {
    ':state': { S: user.state },
    ':username': { S: user.username },
    ':verified': { BOOL: emailVerified },
    ':identities': { N: String(identities.length) },
    ...(email !== undefined && { ':email': { S: email } }),
    ...Object.fromEntries(identities.map(([, { uid }], index) => [`:uid${index}`, { S: uid }])),
  };
  const conditions = [
    '#state = :state AND username = :username AND #profile.emailVerified = :verified',
    email === undefined ? 'attribute_not_exists(#profile.email)' : '#profile.email = :email',
    'size(identities) = :identities',
    ...identities.map((_identity, index) => `identities.#provider${index}.uid = :uid${index}`),
  ];
  return {
    name: 'user',
    write: {
      Delete: {
        Key: keys.user(user.id),
        ConditionExpression: conditions.join(' AND '),
        ExpressionAttributeNames: {
          '#state': 'state',
          '#profile': 'profile',
          ...Object.fromEntries(identities.map(([provider], index) => [`#provider${index}`, provider])),
        },
        ExpressionAttributeValues: values,
      },
    },
  };
}
