import type { SignOutMoment } from '../../accounts/sign-out.ts';
import { outcomeOf } from '../table/errors.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Table } from '../table/port.ts';
import { noLaterTombstone, signOutValues, type TombstoneKind, tombstoneLifetimeMs } from './logout-tombstones.ts';

/**
 * Ends a subject's sessions from a provider with one write to the user, however many there are: the session check holds
 * each against the mark. The mark on the identity comes first, and is what a sign-in meets that is being written beside
 * us; it waits there for a subject that has no account yet.
 * @param mark Which of the sessions.
 * @returns The user whose identity it is, if anybody's.
 */
export async function revokeSubjectSessions(
  table: Table,
  provider: string,
  subject: string,
  mark: TombstoneKind,
  moment: SignOutMoment,
): Promise<string | undefined> {
  const userId = await markIdentity(table, provider, subject, mark, moment);
  if (userId === undefined) return undefined;
  const field = 'identities.#provider.#mark';
  await outcomeOf(
    table.update({
      Key: keys.user(userId),
      UpdateExpression: `SET ${field} = :moment`,
      ConditionExpression:
        `attribute_exists(identities.#provider) AND (attribute_not_exists(${field}) OR ${field}.issued_at < :iat ` +
        `OR (${field}.issued_at = :iat AND ${field}.arrived_at < :at))`,
      ExpressionAttributeNames: { '#provider': provider, '#mark': mark },
      ExpressionAttributeValues: {
        ...signOutValues(moment),
        ':moment': { M: { arrived_at: { N: String(moment.arrivedAt) }, issued_at: { N: String(moment.issuedAt) } } },
      },
    }),
  );
  return userId;
}

/**
 * Marks the identity, unless a later logout has. A mark without an account behind it leaves the table by itself.
 * @returns The user who has the identity.
 */
async function markIdentity(
  table: Table,
  provider: string,
  subject: string,
  mark: TombstoneKind,
  moment: SignOutMoment,
): Promise<string | undefined> {
  const Key = keys.identity(provider, subject);
  const userId = (await table.get({ Key })).Item?.['user_id']?.S;
  const set = `SET ${mark}_at = :at, ${mark}_iat = :iat`;
  const values = signOutValues(moment);
  const expires = expiresAt(moment.arrivedAt + tombstoneLifetimeMs).expires_at;
  const outcome = await outcomeOf(
    userId === undefined
      ? table.update({
          Key,
          UpdateExpression: `${set}, expires_at = :expires`,
          ConditionExpression: `attribute_not_exists(user_id) AND ${noLaterTombstone(mark)}`,
          ExpressionAttributeValues: { ...values, ':expires': expires },
        })
      : table.update({
          Key,
          UpdateExpression: set,
          ConditionExpression: `user_id = :user AND ${noLaterTombstone(mark)}`,
          ExpressionAttributeValues: { ...values, ':user': { S: userId } },
        }),
  );
  // Refused by another user than the one we read: the account was made or went away meanwhile.
  const changed = !outcome.done && outcome.item?.['user_id']?.S !== userId;
  return changed ? markIdentity(table, provider, subject, mark, moment) : userId;
}
