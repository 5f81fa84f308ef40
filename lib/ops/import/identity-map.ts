import { BadCell } from './cells.ts';
import { type ImportedIdentity, identityOf } from './identities.ts';
import type { Reading } from './read-account.ts';
import { readRows } from './read-file.ts';
import type { ImportIssue, Row } from './row.ts';

/** Identities from a separate CSV file, in the columns of GitLab's table `identities`. */
export interface IdentityMap {
  readonly identitiesOf: Reading['identitiesOf'];
  readonly issues: readonly ImportIssue[];
  /** An issue for each identity in the separate file whose user is not in the accounts file. */
  unused(): readonly ImportIssue[];
}

interface Entry extends ImportedIdentity {
  readonly line: number;
}

/**
 * Reads a separate file of identities, with the columns `user_id` or `username`, `provider`, and `extern_uid` or `uid`.
 */
export async function readIdentityMap(file: string): Promise<IdentityMap> {
  const byUser = new Map<string, Entry[]>();
  const issues: ImportIssue[] = [];
  for await (const row of readRows(file)) {
    try {
      if ('message' in row) issues.push({ file, ...row });
      else add(byUser, row);
    } catch (error) {
      if (!(error instanceof BadCell)) throw error;
      issues.push({ file, line: row.line, message: error.message });
    }
  }
  const asked = new Set<string>();
  return {
    issues,
    identitiesOf(id, username) {
      const users = [
        ...(id === undefined ? [] : [`id ${id}`]),
        ...(username === undefined ? [] : [`name ${username}`]),
      ];
      for (const user of users) asked.add(user);
      return users.flatMap((user) => byUser.get(user) ?? []).map(({ provider, uid }) => ({ provider, uid }));
    },
    unused: () =>
      [...byUser]
        .filter(([user]) => !asked.has(user))
        .flatMap(([, entries]) =>
          entries.map(({ line }) => ({ file, line, message: 'belongs to no account of the import' })),
        ),
  };
}

function add(byUser: Map<string, Entry[]>, { line, cells }: Row): void {
  const [id, username] = [cells.get('user_id'), cells.get('username')];
  if (id === undefined && typeof username !== 'string') throw new BadCell('has neither user_id nor username');
  const user = id === undefined ? `name ${String(username).toLowerCase()}` : `id ${id}`;
  const identity = identityOf(cells.get('provider'), cells.get('extern_uid') ?? cells.get('uid'));
  byUser.set(user, [...(byUser.get(user) ?? []), { line, ...identity }]);
}
