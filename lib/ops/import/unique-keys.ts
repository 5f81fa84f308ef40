import { verifiedEmailKey } from '../../../functions/core/accounts/profile.ts';
import { type Key, keys } from '../../../functions/core/storage/table/keys.ts';
import type { ImportedAccount } from './read-account.ts';
import { type Complaint, quoted } from './row.ts';

/** Something that an account needs to itself. */
export interface Claim {
  readonly column: string;
  readonly value: string;
  /** Key of the item that holds it. */
  readonly key: Key;
}

/** What an account of a file needs to itself: identifier, username, verified address, identities. */
export function claimsOf({ id, username, profile, identities }: ImportedAccount): readonly Claim[] {
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

/** Complains of what two rows claim, at both: nobody but who made the file knows which of them is right. */
export function duplicates(accounts: readonly ImportedAccount[]): readonly Complaint[] {
  const first = new Map<string, number>();
  const named = new Set<string>();
  const complaints: Complaint[] = [];
  for (const account of accounts) {
    for (const { column, value, key } of claimsOf(account)) {
      const name = `${key.pk.S}`;
      const line = first.get(name);
      if (line === undefined) {
        first.set(name, account.line);
        continue;
      }
      const complain = (at: number, other: number) =>
        complaints.push({ line: at, column, message: `${quoted(value)} is on line ${other} too` });
      complain(account.line, line);
      if (!named.has(name)) complain(line, account.line);
      named.add(name);
    }
  }
  return complaints;
}
