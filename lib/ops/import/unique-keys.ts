import { verifiedEmailKey } from '../../../functions/core/accounts/profile.ts';
import { type Key, keys } from '../../../functions/core/storage/table/keys.ts';
import type { ImportedAccount } from './read-account.ts';
import { type ImportIssue, quoted } from './row.ts';

/** A value that only one account can have, with the item in the table that reserves it. */
export interface UniqueKey {
  readonly column: string;
  readonly value: string;
  /** Primary key of the item that reserves the value for its account. */
  readonly key: Key;
}

/** The unique keys of an account: id, username, verified email address and identities, as far as the file has them. */
export function uniqueKeysOf({ id, username, profile, identities }: ImportedAccount): readonly UniqueKey[] {
  const address = verifiedEmailKey(profile);
  return [
    ...(id === undefined ? [] : [{ column: 'id', value: id, key: keys.user(id) }]),
    ...(username === undefined ? [] : [{ column: 'username', value: username, key: keys.username(username) }]),
    ...(address === undefined ? [] : [{ column: 'email', value: address, key: keys.email(address) }]),
    ...Object.entries(identities).map(([provider, { uid }]) => ({
      column: 'identities',
      value: `${provider}:${uid}`,
      key: keys.identity(provider, uid),
    })),
  ];
}

/**
 * Finds unique keys that two rows of the file share. Each such key is an issue of both rows, because only the author of
 * the file knows which row is right.
 */
export function duplicates(accounts: readonly ImportedAccount[]): readonly ImportIssue[] {
  const first = new Map<string, number>();
  const named = new Set<string>();
  const issues: ImportIssue[] = [];
  for (const account of accounts) {
    for (const { column, value, key } of uniqueKeysOf(account)) {
      const name = `${key.pk.S}`;
      const line = first.get(name);
      if (line === undefined) {
        first.set(name, account.line);
        continue;
      }
      const report = (at: number, other: number) =>
        issues.push({ line: at, column, message: `${quoted(value)} is on line ${other} too` });
      report(account.line, line);
      if (!named.has(name)) report(line, account.line);
      named.add(name);
    }
  }
  return issues;
}
