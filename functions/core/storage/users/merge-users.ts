import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit-append.ts';
import { type Key, keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { accountStep, deleteSessions } from './delete-user.ts';
import { releaseName } from './unique-names.ts';
import { UserUpdate } from './user-update.ts';

/** Two accounts of one person, to be merged. */
export interface Merge {
  /** The account that remains. */
  readonly into: User;
  /** The account whose identities move, and which is then deleted. */
  readonly from: User;
}

/**
 * Moves all identities of one account to another and deletes the first account, in one transaction. So a concurrent
 * sign-in finds each identity at one of the two accounts. The remaining account's profile stays. If it has no verified
 * email address, it receives that of the deleted account, with the provider that vouches for it. The deleted account's sessions are deleted after the
 * transaction.
 * @param at When the identities are linked to the remaining account, milliseconds since the epoch.
 * @throws TransactionRefused if an account has changed since it was read, or both accounts have an identity at the same
 * provider.
 */
export async function mergeUsers(
  table: Table,
  { into, from }: Merge,
  at: number,
  records: readonly AuditRecord[],
): Promise<void> {
  const identities = Object.entries(from.identities);
  const update = new UserUpdate(into.id).inState(into.state);
  for (const [provider, identity] of identities) update.linked(provider, { ...identity, linkedAt: at });
  if (takesAddress({ into, from })) {
    const { email = '', emailVerifiedBy } = from.profile;
    const vouched = { email, emailVerified: true, ...(emailVerifiedBy !== undefined && { emailVerifiedBy }) };
    update.withProfile({ ...into.profile, ...vouched }, into.profile);
  }
  await table.transact([
    update.step(),
    accountStep(from),
    releaseName('username', keys.username(from.username), from.id),
    ...addressSteps({ into, from }),
    ...identities.map(([provider, { uid }]) => handOver('identity', keys.identity(provider, uid), { into, from })),
    ...auditSteps(records),
  ]);
  await deleteSessions(table, from.id);
}

/** Whether the remaining account receives the deleted account's verified email address. */
function takesAddress({ into, from }: Merge): boolean {
  return verifiedEmailKey(into.profile) === undefined && verifiedEmailKey(from.profile) !== undefined;
}

function addressSteps(merge: Merge): readonly TransactionStep[] {
  const address = verifiedEmailKey(merge.from.profile);
  if (address === undefined) return [];
  const key = keys.email(address);
  return [takesAddress(merge) ? handOver('email', key, merge) : releaseName('email', key, merge.from.id)];
}

/** Step that transfers a unique name or an identity from the deleted account to the remaining one. */
function handOver(name: string, Key: Key, { into, from }: Merge): TransactionStep {
  return {
    name,
    write: {
      Update: {
        Key,
        UpdateExpression: 'SET user_id = :into',
        ConditionExpression: 'user_id = :from',
        ExpressionAttributeValues: { ':into': { S: into.id }, ':from': { S: from.id } },
      },
    },
  };
}
