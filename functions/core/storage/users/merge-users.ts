import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit.ts';
import { type Key, keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { accountStep, deleteSessions } from './delete-user.ts';
import { releaseName } from './unique-names.ts';
import { UserUpdate } from './user-update.ts';

/** Two accounts of one person. */
export interface Merge {
  /** The account that stays. */
  readonly into: User;
  /** The account whose ways in move, and that is then gone. */
  readonly from: User;
}

/**
 * Moves all of an account's identities to another one and deletes it with its sessions. The account that stays keeps its
 * profile; where it has no verified address it takes the other one's. One transaction, so that a sign-in beside it finds
 * each identity with the one account or with the other.
 * @param at Milliseconds since the epoch: when the identities become ways into the account that stays.
 * @throws TransactionRefused where an account is no longer as it was read, or both have an identity at one provider.
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
    const { email = '' } = from.profile;
    update.withProfile({ ...into.profile, email, emailVerified: true }, into.profile);
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

/** Whether the account that stays gets the other one's verified address. */
function takesAddress({ into, from }: Merge): boolean {
  return verifiedEmailKey(into.profile) === undefined && verifiedEmailKey(from.profile) !== undefined;
}

function addressSteps(merge: Merge): readonly TransactionStep[] {
  const address = verifiedEmailKey(merge.from.profile);
  if (address === undefined) return [];
  const key = keys.email(address);
  return [takesAddress(merge) ? handOver('email', key, merge) : releaseName('email', key, merge.from.id)];
}

/** Gives what one user has to another one. */
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
