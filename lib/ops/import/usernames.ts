import { suggestedUsername, usernameCandidate } from '../../../functions/core/accounts/username.ts';
import { keys } from '../../../functions/core/storage/table/keys.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { ImportedAccount } from './read-account.ts';

/** An account to import that has a username, from the file or generated. */
export type NamedAccount = ImportedAccount & { readonly username: string };

/** Maximum number of keys in one BatchGetItem request. */
const maximumKeys = 100;

/**
 * Generates usernames for accounts without one. Candidates are derived from an account's profile. The account receives
 * the first candidate that no other account in the file or the table has.
 * @param random Returns a random number from 0 up to 1.
 */
export async function nameAccounts(
  table: Table,
  accounts: readonly ImportedAccount[],
  random: () => number,
): Promise<readonly NamedAccount[]> {
  const given = new Set(accounts.map(({ username }) => username));
  const names = new Map<ImportedAccount, string>();
  let nameless = accounts.filter(({ username }) => username === undefined);
  for (let attempt = 0; nameless.length > 0; attempt += 1) {
    const candidates = new Map<string, ImportedAccount>();
    for (const account of nameless) {
      const name = usernameCandidate(suggestedUsername(account.profile), attempt, random);
      if (!given.has(name) && !candidates.has(name)) candidates.set(name, account);
    }
    const taken = await takenNames(table, [...candidates.keys()]);
    for (const [name, account] of candidates) {
      given.add(name);
      if (!taken.has(name)) names.set(account, name);
    }
    nameless = nameless.filter((account) => !names.has(account));
  }
  return accounts.map((account) => ({ ...account, username: account.username ?? names.get(account) ?? '' }));
}

async function takenNames(table: Table, names: readonly string[]): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  for (let start = 0; start < names.length; start += maximumKeys) {
    const items = await table.batchGet(names.slice(start, start + maximumKeys).map(keys.username));
    for (const { pk } of items) taken.add(`${pk?.S}`.slice('USERNAME#'.length));
  }
  return taken;
}
