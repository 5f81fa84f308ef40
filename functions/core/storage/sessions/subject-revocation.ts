import type { SignOutMoment } from '../../accounts/sign-out.ts';
import { outcomeOf } from '../table/errors.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Table } from '../table/port.ts';
import { noLaterTombstone, signOutValues, type TombstoneKind, tombstoneLifetimeMs } from './logout-tombstones.ts';

/** A logout by a provider that concerns a subject (a person at that provider), and not one session. */
export interface SubjectLogout {
  readonly provider: string;
  readonly subject: string;
  /** Which of the subject's sessions the logout ends: all, or those without a `sid`. */
  readonly kind: TombstoneKind;
  readonly moment: SignOutMoment;
}

/**
 * Revokes the sessions that a subject has opened with a provider. One write to the user is enough, however many there
 * are. This write sets a revocation cutoff on the identity, and the session check compares each session with the
 * cutoff. Before that, a tombstone (the record of the logout) is written to the identity's item, so that it refuses a
 * concurrent sign-in. The tombstone also covers a subject who has no account yet.
 * @returns Identifier of the user with this identity, if any.
 */
export async function revokeSubjectSessions(table: Table, logout: SubjectLogout): Promise<string | undefined> {
  const userId = await writeTombstone(table, logout);
  if (userId === undefined) return undefined;
  const { provider, kind, moment } = logout;
  const cutoff = 'identities.#provider.#kind';
  await outcomeOf(
    table.update({
      Key: keys.user(userId),
      UpdateExpression: `SET ${cutoff} = :moment`,
      ConditionExpression:
        `attribute_exists(identities.#provider) AND (attribute_not_exists(${cutoff}) OR ${cutoff}.issued_at < :iat ` +
        `OR (${cutoff}.issued_at = :iat AND ${cutoff}.arrived_at < :at))`,
      ExpressionAttributeNames: { '#provider': provider, '#kind': kind },
      ExpressionAttributeValues: {
        ...signOutValues(moment),
        ':moment': { M: { arrived_at: { N: String(moment.arrivedAt) }, issued_at: { N: String(moment.issuedAt) } } },
      },
    }),
  );
  return userId;
}

/**
 * Writes the tombstone (the record of the logout) to the identity's item, unless a later logout has done so. If the
 * identity has no account, the item expires by TTL.
 * @returns Identifier of the user with the identity, if any.
 */
async function writeTombstone(table: Table, logout: SubjectLogout): Promise<string | undefined> {
  const { provider, subject, kind, moment } = logout;
  const Key = keys.identity(provider, subject);
  const userId = (await table.get({ Key })).Item?.['user_id']?.S;
  const set = `SET ${kind}_at = :at, ${kind}_iat = :iat`;
  const values = signOutValues(moment);
  const expires = expiresAt(moment.arrivedAt + tombstoneLifetimeMs).expires_at;
  const outcome = await outcomeOf(
    userId === undefined
      ? table.update({
          Key,
          UpdateExpression: `${set}, expires_at = :expires`,
          ConditionExpression: `attribute_not_exists(user_id) AND ${noLaterTombstone(kind)}`,
          ExpressionAttributeValues: { ...values, ':expires': expires },
        })
      : table.update({
          Key,
          UpdateExpression: set,
          ConditionExpression: `user_id = :user AND ${noLaterTombstone(kind)}`,
          ExpressionAttributeValues: { ...values, ':user': { S: userId } },
        }),
  );
  // The write was refused, and the identity now belongs to another user than was read: the account was created or
  // deleted meanwhile.
  const changed = !outcome.done && outcome.item?.['user_id']?.S !== userId;
  return changed ? writeTombstone(table, logout) : userId;
}
