import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { findDeletions } from '../../../functions/core/storage/audit-deletions.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { ImportedAccount } from './read-account.ts';

/** An account of the file that was deleted, so that the import does not create it again. */
export interface DeletedAccount {
  readonly account: ImportedAccount;
  /** The audit event of the deletion. */
  readonly deletion: AuditRecord;
}

/**
 * Finds out which of the accounts that the table does not have were deleted, by operators or merges. Only accounts with
 * an id of Postern's can be found in the audit log.
 * @param now Milliseconds since the epoch.
 */
export async function findDeletedAccounts(
  table: Table,
  accounts: readonly ImportedAccount[],
  now: number,
): Promise<readonly DeletedAccount[]> {
  const known = accounts.filter(({ id }) => id !== undefined);
  if (known.length === 0) return [];
  // An account cannot have been deleted before it was created.
  const since = known.reduce((earliest, { createdAt = 0 }) => Math.min(earliest, createdAt), now);
  const deletions = await findDeletions(table, new Set(known.map(({ id }) => `${id}`)), { since, now });
  return known.flatMap((account) => {
    const deletion = deletions.get(`${account.id}`);
    return deletion === undefined ? [] : [{ account, deletion }];
  });
}
