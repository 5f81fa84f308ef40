import type { SignInMoment } from '../../accounts/sign-out.ts';
import type { SignInMethodsChange, User } from '../../accounts/user.ts';
import { addressVouchedBy } from '../../accounts/vouching.ts';
import type { AuditRecord } from '../../audit/event.ts';
import type { Session } from '../../sessions/session.ts';
import { auditSteps } from '../audit-append.ts';
import { noTombstoneCovers, signInValues, tombstoneLifetimeMs } from '../sessions/logout-tombstones.ts';
import { expiresAt, keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { type ChangingSession, changedInSession } from './change-sign-in-methods.ts';
import { unclaimAddress } from './unique-names.ts';
import { UserUpdate } from './user-update.ts';

/** An identity, with the time of the login that proved it. */
interface ByLogin {
  readonly provider: string;
  readonly uid: string;
  readonly moment: SignInMoment;
}

/**
 * DynamoDB condition that no logout by the provider has covered the subject since the login began. `signInValues`
 * supplies its values.
 */
export function notSignedOutSince({ session }: { readonly session?: Pick<Session, 'sid'> }): string {
  const all = noTombstoneCovers('signed_out');
  return session?.sid === undefined ? `${all} AND ${noTombstoneCovers('signed_out_without_sid')}` : all;
}

/** Step that assigns an identity to a user. Requires that the identity belongs to no user. */
export function claimIdentity(userId: string, { provider, uid, moment }: ByLogin, condition: string): TransactionStep {
  return {
    name: 'identity',
    write: {
      Update: {
        Key: keys.identity(provider, uid),
        UpdateExpression: 'SET user_id = :user REMOVE expires_at',
        ConditionExpression: `attribute_not_exists(user_id) AND ${condition}`,
        ExpressionAttributeValues: { ':user': { S: userId }, ...signInValues(moment) },
      },
    },
  };
}

/** Step that requires that an identity still belongs to this user. */
export function requireIdentity(
  userId: string,
  { provider, uid, moment }: ByLogin,
  condition: string,
): TransactionStep {
  return {
    name: 'identity',
    write: {
      ConditionCheck: {
        Key: keys.identity(provider, uid),
        ConditionExpression: `user_id = :user AND ${condition}`,
        ExpressionAttributeValues: { ':user': { S: userId }, ...signInValues(moment) },
      },
    },
  };
}

/** An identity to be unlinked. */
export interface Unlink {
  readonly change: SignInMethodsChange;
  readonly uid: string;
  /**
   * Names of the user's other usable providers; at least one of them must still be linked. `none` if the user may be
   * left without any.
   */
  readonly remaining: readonly string[] | 'none';
  /** The session in which the person requested it; absent if an operator did. */
  readonly session?: ChangingSession;
  readonly records: readonly AuditRecord[];
}

/**
 * Unlinks an identity from a user, and stores the change for the account page. If the identity's provider vouches for the
 * user's email address, the same transaction makes the address unverified and releases it. If a person requested it, the
 * person's other sessions are revoked. Requires that the user still has another usable identity, unless an operator
 * unlinks the last one, and that the session that requested it was not revoked.
 * @throws TransactionRefused `user` if the account has changed, `identity` if the identity belongs to another user.
 */
export async function unlinkIdentity(
  table: Table,
  user: User,
  { change, uid, remaining, session, records }: Unlink,
): Promise<void> {
  const { provider, at } = change;
  const update = new UserUpdate(user.id).unlinked(provider, uid).hasAddress(user.profile);
  if (remaining !== 'none') update.stillLinkedTo(remaining);
  if (session === undefined) update.methodsChanged(change);
  else changedInSession(update, user, change, session);
  const fallen = addressVouchedBy(user.profile, provider);
  if (fallen !== undefined) update.addressUnverified();
  await table.transact([
    update.step(),
    ...(fallen === undefined ? [] : [unclaimAddress(fallen, user.id, at)]),
    {
      name: 'identity',
      write: {
        Update: {
          Key: keys.identity(provider, uid),
          // Tombstones (records of logouts) on the identity stay until no login that they cover can still be under way.
          UpdateExpression: 'SET expires_at = :expires REMOVE user_id',
          ConditionExpression: 'user_id = :user',
          ExpressionAttributeValues: {
            ':user': { S: user.id },
            ':expires': expiresAt(at + tombstoneLifetimeMs).expires_at,
          },
        },
      },
    },
    ...auditSteps(records),
  ]);
}
