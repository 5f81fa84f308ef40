import { emailKey } from '../../../functions/core/accounts/profile.ts';
import type { User } from '../../../functions/core/accounts/user.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { userFrom } from '../../../functions/core/storage/users/user-item.ts';
import { concurrently } from '../cli/concurrently.ts';
import type { ImportedAccount } from './read-account.ts';
import { type Complaint, quoted } from './row.ts';
import { claimsOf } from './unique-keys.ts';

/** Items that one read takes. */
const maximumKeys = 100;
/** Reads at once. */
const concurrency = 4;

/** What the table has of a file's accounts. */
export interface Compared {
  /** Those that it has not. */
  readonly missing: readonly ImportedAccount[];
  /** How many it has as the file says. */
  readonly unchanged: number;
  /** Those of which it has a part, at somebody's account. */
  readonly complaints: readonly Complaint[];
}

/**
 * Compares a file's accounts with the table's, by what each needs to itself.
 * @param onProgress Is told how many accounts have been compared.
 */
export async function compare(
  table: Table,
  accounts: readonly ImportedAccount[],
  onProgress: (done: number) => void,
): Promise<Compared> {
  const missing: ImportedAccount[] = [];
  const complaints: Complaint[] = [];
  let [unchanged, done] = [0, 0];
  await concurrently(batchesOf(accounts), concurrency, async (batch) => {
    const holders = await findHolders(table, batch);
    for (const account of batch) {
      const held = claimsOf(account).flatMap(({ column, value, key }) => {
        const holder = holders.get(`${key.pk.S}`);
        return holder === undefined ? [] : [{ column, value, holder }];
      });
      if (held.length === 0) missing.push(account);
      else if (isThere(account, held)) unchanged += 1;
      else complaints.push(...held.map((taken) => complaint(account.line, taken)));
    }
    done += batch.length;
    onProgress(done);
  });
  return { missing: missing.sort((a, b) => a.line - b.line), unchanged, complaints };
}

interface Held {
  readonly column: string;
  readonly value: string;
  readonly holder: User;
}

/** Whether it is all one account's, and the address, verified or not, is that one's too. */
function isThere(account: ImportedAccount, held: readonly Held[]): boolean {
  const [{ holder } = { holder: undefined }] = held;
  if (held.length < claimsOf(account).length || held.some((other) => other.holder.id !== holder?.id)) return false;
  const { email } = account.profile;
  return email === undefined || emailKey(email) === emailKey(holder?.profile.email ?? '');
}

function complaint(line: number, { column, value, holder }: Held): Complaint {
  return { line, column, message: `${quoted(value)} belongs to ${holder.id}, another account or one that differs` };
}

/** Who has what a batch of accounts claims, by the partition of the item that holds it. */
async function findHolders(table: Table, batch: readonly ImportedAccount[]): Promise<ReadonlyMap<string, User>> {
  const items = await table.batchGet(batch.flatMap((account) => claimsOf(account).map(({ key }) => key)));
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

/** As many accounts together as one read takes. */
function* batchesOf(accounts: readonly ImportedAccount[]): Generator<readonly ImportedAccount[]> {
  let [batch, size]: [ImportedAccount[], number] = [[], 0];
  for (const account of accounts) {
    const more = claimsOf(account).length;
    if (size + more > maximumKeys) {
      yield batch;
      [batch, size] = [[], 0];
    }
    batch.push(account);
    size += more;
  }
  if (batch.length > 0) yield batch;
}
