import { emailKey } from '../../../functions/core/accounts/profile.ts';
import type { User } from '../../../functions/core/accounts/user.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { userFrom } from '../../../functions/core/storage/users/user-item.ts';
import { concurrently } from '../cli/concurrently.ts';
import type { ImportedAccount } from './read-account.ts';
import { type ImportIssue, quoted } from './row.ts';
import { uniqueKeysOf } from './unique-keys.ts';

/** Maximum number of keys in one BatchGetItem request. */
const maximumKeys = 100;
/** Number of BatchGetItem requests in parallel. */
const concurrency = 4;

/** Result of comparing the accounts in the file with those in the table. */
export interface AccountComparison {
  /** Accounts that are not in the table, and are to be created. */
  readonly missing: readonly ImportedAccount[];
  /** Number of accounts that exist in the table already. */
  readonly unchanged: number;
  /** Issues of accounts in the file that conflict with existing accounts. */
  readonly issues: readonly ImportIssue[];
}

/**
 * Compares the accounts in the file with those in the table by their unique keys: id, username, verified email address
 * and identities.
 * @param onProgress Receives the number of accounts compared so far.
 */
export async function compareAccounts(
  table: Table,
  accounts: readonly ImportedAccount[],
  onProgress: (done: number) => void,
): Promise<AccountComparison> {
  const missing: ImportedAccount[] = [];
  const issues: ImportIssue[] = [];
  let [unchanged, done] = [0, 0];
  await concurrently(batchesOf(accounts), concurrency, async (batch) => {
    const holders = await findHolders(table, batch);
    for (const account of batch) {
      const held = uniqueKeysOf(account).flatMap(({ column, value, key }) => {
        const holder = holders.get(`${key.pk.S}`);
        return holder === undefined ? [] : [{ column, value, holder }];
      });
      if (held.length === 0) missing.push(account);
      else if (isThere(account, held)) unchanged += 1;
      else issues.push(...held.map((taken) => issue(account.line, taken)));
    }
    done += batch.length;
    onProgress(done);
  });
  return { missing: missing.sort((a, b) => a.line - b.line), unchanged, issues };
}

interface Held {
  readonly column: string;
  readonly value: string;
  readonly holder: User;
}

/**
 * Whether the account in the file exists already: one account in the table has all its unique keys and its email
 * address, verified or not.
 */
function isThere(account: ImportedAccount, held: readonly Held[]): boolean {
  const [{ holder } = { holder: undefined }] = held;
  if (held.length < uniqueKeysOf(account).length || held.some((other) => other.holder.id !== holder?.id)) return false;
  const { email } = account.profile;
  return email === undefined || emailKey(email) === emailKey(holder?.profile.email ?? '');
}

function issue(line: number, { column, value, holder }: Held): ImportIssue {
  return { line, column, message: `${quoted(value)} belongs to ${holder.id}: another account, or one that differs` };
}

/** The existing accounts that have a unique key of an account in the batch, by partition key of the item. */
async function findHolders(table: Table, batch: readonly ImportedAccount[]): Promise<ReadonlyMap<string, User>> {
  const items = await table.batchGet(batch.flatMap((account) => uniqueKeysOf(account).map(({ key }) => key)));
  const owners = new Map(items.map(({ pk, user_id, id }) => [`${pk?.S}`, user_id?.S ?? id?.S] as const));
  const found = await readUsers(table, [...new Set([...owners.values()].filter((owner) => owner !== undefined))]);
  return new Map(
    [...owners].flatMap(([partition, owner]) => {
      const user = found.get(owner ?? '');
      return user === undefined ? [] : [[partition, user] as const];
    }),
  );
}

async function readUsers(table: Table, ids: readonly string[]): Promise<ReadonlyMap<string, User>> {
  if (ids.length === 0) return new Map();
  const users = (await table.batchGet(ids.map(keys.user))).map(userFrom);
  return new Map(users.map((user) => [user.id, user]));
}

/** Splits accounts into batches whose unique keys fit into one BatchGetItem request. */
function* batchesOf(accounts: readonly ImportedAccount[]): Generator<readonly ImportedAccount[]> {
  let [batch, size]: [ImportedAccount[], number] = [[], 0];
  for (const account of accounts) {
    const more = uniqueKeysOf(account).length;
    if (size + more > maximumKeys) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(account);
    size += more;
  }
  if (batch.length > 0) yield batch;
}
