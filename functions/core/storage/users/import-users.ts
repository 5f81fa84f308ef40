import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit-append.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { claimAddress, claimUsername } from './unique-names.ts';
import { userItem } from './user-item.ts';

/** Maximum items of a DynamoDB transaction. */
const maxSteps = 100;
/**
 * Maximum transaction steps per account, without those of its identities: the user, two unique names, the audit event.
 */
const fixedSteps = 4;

/** An account to be imported, and the audit event of its import. */
export interface NewAccount {
  readonly user: User;
  readonly record: AuditRecord;
}

/**
 * Writes accounts that have not signed in, each with its identities and unique names: all of them or none.
 * @param accounts One batch of `transactionsOf`.
 * @throws TransactionRefused `user`, `identity`, `username` or `email`, if this item of one of the accounts belongs to
 * another account.
 */
export function importUsers(table: Table, accounts: readonly NewAccount[]): Promise<void> {
  return table.transact(accounts.flatMap(stepsOf));
}

/** Splits accounts, in order, into batches that each fit into one DynamoDB transaction. */
export function* transactionsOf<Account extends { readonly user: User }>(
  accounts: Iterable<Account>,
): Generator<readonly Account[]> {
  let [batch, steps]: [Account[], number] = [[], 0];
  for (const account of accounts) {
    const more = fixedSteps + Object.keys(account.user.identities).length;
    if (steps + more > maxSteps && batch.length > 0) {
      yield batch;
      [batch, steps] = [[], 0];
    }
    batch.push(account);
    steps += more;
  }
  if (batch.length > 0) yield batch;
}

function stepsOf({ user, record }: NewAccount): readonly TransactionStep[] {
  const address = verifiedEmailKey(user.profile);
  return [
    { name: 'user', write: { Put: { Item: userItem(user), ConditionExpression: 'attribute_not_exists(pk)' } } },
    claimUsername(user.username, user.id),
    ...(address === undefined ? [] : [claimAddress(address, user.id)]),
    ...Object.entries(user.identities).map(([provider, { uid }]) => claimImportedIdentity(user.id, provider, uid)),
    ...auditSteps([record]),
  ];
}

/**
 * Step that assigns an identity to an imported user. Tombstones (records of logouts) on the identity stay, since they
 * cover logins that began before the import.
 */
function claimImportedIdentity(userId: string, provider: string, uid: string): TransactionStep {
  return {
    name: 'identity',
    write: {
      Update: {
        Key: keys.identity(provider, uid),
        UpdateExpression: 'SET user_id = :user REMOVE expires_at',
        ConditionExpression: 'attribute_not_exists(user_id)',
        ExpressionAttributeValues: { ':user': { S: userId } },
      },
    },
  };
}
