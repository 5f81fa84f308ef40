import { emailKey } from '../../../functions/core/accounts/profile.ts';
import type { User, UserState } from '../../../functions/core/accounts/user.ts';
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

/** An account whose state in the file is another than in the table. */
export interface StateDifference {
  readonly line: number;
  /** The account in the table. */
  readonly user: User;
  /** The account's state in the file. */
  readonly to: UserState;
}

/** An account in the file that has a unique key of another account in the table, or of one that differs. */
export interface AccountConflict {
  readonly account: ImportedAccount;
  /** An issue for each unique key that the table has. */
  readonly issues: readonly ImportIssue[];
}

/** Result of comparing the accounts in the file with those in the table. */
export interface AccountComparison {
  /** Accounts that are not in the table, and are to be created. */
  readonly missing: readonly ImportedAccount[];
  /** Accounts with an id that no account in the table has. */
  readonly absent: readonly ImportedAccount[];
  /** Number of accounts that exist in the table already, in the state that the file has. */
  readonly unchanged: number;
  /** Accounts that exist in the table in another state than in the file. */
  readonly differing: readonly StateDifference[];
  /** Accounts in the file that conflict with existing accounts. */
  readonly conflicts: readonly AccountConflict[];
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
  const absent: ImportedAccount[] = [];
  const differing: StateDifference[] = [];
  const conflicts: AccountConflict[] = [];
  let [unchanged, done] = [0, 0];
  await concurrently(batchesOf(accounts), concurrency, async (batch) => {
    const holders = await findHolders(table, batch);
    for (const account of batch) {
      const held = heldKeys(account, holders);
      const user = accountOf(account, held);
      if (isAbsent(account, held)) absent.push(account);
      if (held.length === 0) missing.push(account);
      else if (user === undefined) conflicts.push({ account, issues: held.map((taken) => issue(account, taken)) });
      else if (differs(account, user)) differing.push({ line: account.line, user, to: account.state });
      else unchanged += 1;
    }
    done += batch.length;
    onProgress(done);
  });
  const byLine = (one: { readonly line: number }, other: { readonly line: number }) => one.line - other.line;
  return {
    missing: missing.sort(byLine),
    absent: absent.sort(byLine),
    unchanged,
    differing: differing.sort(byLine),
    conflicts,
  };
}

interface Held {
  readonly column: string;
  readonly value: string;
  readonly holder: User;
}

/**
 * The account in the table that the file's row describes, if there is one: it has all unique keys of the row, and its
 * email address, verified or not.
 */
function accountOf(account: ImportedAccount, held: readonly Held[]): User | undefined {
  const [{ holder } = { holder: undefined }] = held;
  const isAnother = (other: Held) => other.holder.id !== holder?.id;
  if (held.length < uniqueKeysOf(account).length || held.some(isAnother)) return undefined;
  const { email } = account.profile;
  return email === undefined || emailKey(email) === emailKey(holder?.profile.email ?? '') ? holder : undefined;
}

/** Whether the row has an id of Postern's that no account in the table has. */
function isAbsent({ id }: ImportedAccount, held: readonly Held[]): boolean {
  return id !== undefined && held.every(({ column }) => column !== 'id');
}

function differs({ hasState, state }: ImportedAccount, user: User): boolean {
  return hasState && state !== user.state;
}

function issue(account: ImportedAccount, { column, value, holder }: Held): ImportIssue {
  const states = differs(account, holder) ? ` (${holder.state} there, ${account.state} in the file)` : '';
  const message = `${quoted(value)} belongs to ${holder.id}: another account, or one that differs${states}`;
  return { line: account.line, column, message };
}

/** The unique keys of an account in the file that accounts in the table have. */
function heldKeys(account: ImportedAccount, holders: ReadonlyMap<string, User>): readonly Held[] {
  return uniqueKeysOf(account).flatMap(({ column, value, key }) => {
    const holder = holders.get(`${key.pk.S}`);
    return holder === undefined ? [] : [{ column, value, holder }];
  });
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
