import { verifiedEmailKey } from '../../accounts/profile.ts';
import type { User } from '../../accounts/user.ts';
import type { AuditRecord } from '../../audit/event.ts';
import { auditSteps } from '../audit.ts';
import { keys } from '../table/keys.ts';
import type { Table, TransactionStep } from '../table/port.ts';
import { claimAddress, claimUsername } from './unique-names.ts';
import { userItem } from './user-item.ts';

/** Items that DynamoDB takes in one transaction. */
const maximumSteps = 100;
/** Steps that an account takes beside its identities: itself, two unique names, the event. */
const fixedSteps = 4;

/** An account to be written, and what the trail says of it. */
export interface NewAccount {
  readonly user: User;
  readonly record: AuditRecord;
}

/**
 * Writes accounts that nobody signs in to just now, each with its identities and unique names: all of them or none.
 * @param accounts As many as `transactionsOf` puts together.
 * @throws TransactionRefused `user`, `identity`, `username` or `email`: what one of them needs is taken.
 */
export function importUsers(table: Table, accounts: readonly NewAccount[]): Promise<void> {
  return table.transact(accounts.flatMap(stepsOf));
}

/** Puts accounts together, in their order, to as few transactions as DynamoDB's limit on their size lets. */
export function* transactionsOf<Account extends { readonly user: User }>(
  accounts: Iterable<Account>,
): Generator<readonly Account[]> {
  let [batch, steps]: [Account[], number] = [[], 0];
  for (const account of accounts) {
    const more = fixedSteps + Object.keys(account.user.identities).length;
    if (steps + more > maximumSteps && batch.length > 0) {
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
    ...Object.entries(user.identities).map(([provider, { uid }]) => takeIdentity(user.id, provider, uid)),
    ...auditSteps([record]),
  ];
}

/** Marks that a logout left on the identity stay: they hold for logins that began before. */
function takeIdentity(userId: string, provider: string, uid: string): TransactionStep {
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
