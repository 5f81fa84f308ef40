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

/** Maximum attempts to delete an account, if concurrent sign-ins and links keep changing it. */
const maxAttempts = 10;
/** Number of sessions that are deleted concurrently; each deletion uses a connection. */
const concurrency = 20;

/**
 * Deletes an account and all its data. One transaction deletes the user with its identities and unique names. Then the
 * sessions are deleted. No sign-in can open new sessions after the transaction. Only the audit log still contains the
 * account's identifier.
 * @param user The account as read; if it has changed since, it is read again (optimistic concurrency).
 * @param onlyIf The only state in which the account may be deleted; any state by default.
 * @returns false if the account does not exist any more, or is in another state than `onlyIf`.
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
 * Deletes a user's sessions, and the items that assign them to providers' sessions (`sid`). If an account's deletion
 * was interrupted, this call completes it.
 * @returns The number of sessions.
 */
export async function deleteSessions(table: Table, userId: string): Promise<number> {
  const sessions = await listSessions(table, userId);
  for (let start = 0; start < sessions.length; start += concurrency) {
    await Promise.all(sessions.slice(start, start + concurrency).map((session) => deleteSession(table, session)));
  }
  return sessions.length;
}

/**
 * Deletes a session. The item that assigns it to the provider's session is deleted first. Otherwise a failure between
 * the two deletions would leave that item behind, and no session would lead to it.
 */
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

/** Steps that release a user's username and verified email address, so that other users can claim them. */
function nameSteps(user: User): readonly TransactionStep[] {
  const address = verifiedEmailKey(user.profile);
  return [
    releaseName('username', keys.username(user.username), user.id),
    ...(address === undefined ? [] : [releaseName('email', keys.email(address), user.id)]),
  ];
}

/**
 * Step that deletes a user's item. Requires that state, username, email address and identities are those that were
 * read.
 */
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
