import type { AuditRecord } from '../audit/event.ts';
import { auditMilliseconds } from './audit-append.ts';
import { auditDays, auditShards, eventsOfShard, isNewer, readAuditLog } from './audit-read.ts';
import type { Table } from './table/port.ts';

const day = 24 * 3_600_000;
/** Types of the events that say whether an account exists. */
const created = 'user.created';
const deleted = 'user.deleted';

/**
 * Finds out which of these accounts were deleted, by the audit log: those whose latest `user.created` or `user.deleted`
 * is a deletion. An account that was merged into another one counts as deleted. The log has events of a year. If that
 * takes fewer queries, each account's list of events is read, otherwise the whole log day by day. The last day is always
 * read from the log itself, with strongly consistent reads, since the lists lag behind the log by seconds.
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
  const days = [...auditDays({ since: Math.max(since, now - auditMilliseconds), now })];
  if (accounts.size >= days.length * auditShards.length) {
    await readDays(table, days, note);
  } else {
    for (const user of accounts) await readLatest(table, user, { since, now }, note);
    await readDays(table, auditDays({ since: Math.max(since, now - day), now }), note);
  }
  return new Map([...latest].filter(([, { event }]) => event === deleted));
}

/** Notes the events of these days that say whether an account exists. */
async function readDays(table: Table, days: Iterable<Date>, note: (record: AuditRecord) => void): Promise<void> {
  for (const date of days) {
    await Promise.all(
      auditShards.map(async (shard) => {
        for await (const record of eventsOfShard(table, date, shard, [created, deleted])) note(record);
      }),
    );
  }
}

/** Notes the latest event in the account's list of events that says whether the account exists. */
async function readLatest(
  table: Table,
  user: string,
  period: { readonly since: number; readonly now: number },
  note: (record: AuditRecord) => void,
): Promise<void> {
  for await (const record of readAuditLog(table, { ...period, user })) {
    if (record.event !== created && record.event !== deleted) continue;
    note(record);
    return;
  }
}
