import type { AuditRecord } from '../audit/event.ts';
import { auditMilliseconds } from './audit-append.ts';
import { auditDays, auditShards, eventsOfShard, isNewer } from './audit-read.ts';
import type { Table } from './table/port.ts';

/**
 * Finds out which of these accounts were deleted, by the audit log: those whose latest `user.created` or `user.deleted`
 * is a deletion. An account that was merged into another one counts as deleted. The log has events of a year. It is
 * read day by day with strongly consistent reads, however many accounts there are.
 * @param since Milliseconds since the epoch: none of the accounts was deleted before.
 * @param now Milliseconds since the epoch.
 * @returns The `user.deleted` events, by account id.
 */
export async function findDeletions(
  table: Table,
  accounts: ReadonlySet<string>,
  { since, now }: { readonly since: number; readonly now: number },
): Promise<ReadonlyMap<string, AuditRecord>> {
  const latest = new Map<string, AuditRecord>();
  const note = (record: AuditRecord): void => {
    const { user = '' } = record;
    const known = latest.get(user);
    if (accounts.has(user) && (known === undefined || isNewer(record, known))) latest.set(user, record);
  };
  for (const date of auditDays({ since: Math.max(since, now - auditMilliseconds), now })) {
    await Promise.all(
      auditShards.map(async (shard) => {
        for await (const record of eventsOfShard(table, date, shard, ['user.created', 'user.deleted'])) note(record);
      }),
    );
  }
  return new Map([...latest].filter(([, { event }]) => event === 'user.deleted'));
}
