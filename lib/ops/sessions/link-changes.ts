import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { readAuditLog } from '../../../functions/core/storage/audit-read.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import type { Progress } from '../cli/progress.ts';
import { count } from '../import/report-text.ts';

/** Audit events `identity.linked` and `identity.unlinked`, newest first, by the id of the account that has them now. */
export type LinkChanges = ReadonlyMap<string, readonly AuditRecord[]>;

/**
 * Reads from the audit log which identities were linked and unlinked since a time, of all accounts. If an account was
 * merged into another one since, the remaining account has its events.
 * @param since Milliseconds since the epoch.
 */
export async function readLinkChanges(table: Table, since: number, progress: Progress): Promise<LinkChanges> {
  const changes = new Map<string, AuditRecord[]>();
  const mergedInto = new Map<string, string>();
  let read = 0;
  for await (const record of readAuditLog(table, { since, now: Date.now() })) {
    read += 1;
    progress.report(`${count(read)} audit events read`);
    const { event, user, to } = record;
    if (user === undefined) continue;
    const owner = mergedInto.get(user) ?? user;
    // The log is read from its newest event, so a merge comes before the events of the account that it deleted.
    if (event === 'user.deleted' && to !== undefined) mergedInto.set(user, mergedInto.get(to) ?? to);
    if (event === 'identity.linked' || event === 'identity.unlinked') {
      changes.set(owner, [...(changes.get(owner) ?? []), record]);
    }
  }
  return changes;
}
