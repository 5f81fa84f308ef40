import type { Command } from 'commander';
import type { AuditEventName, AuditRecord } from '../../../functions/core/audit/event.ts';
import { readAuditLog } from '../../../functions/core/storage/audit-read.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { remark, showList } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { takeFirst } from '../cli/take-first.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from '../users/require-user.ts';
import { auditShape } from './audit-list.ts';

/** Command-line options of `audit`. */
export interface AuditOptions {
  readonly user?: string;
  /** Time of the earliest event to list, in milliseconds since the epoch. */
  readonly since: number;
  readonly event?: AuditEventName;
  readonly limit: number;
  readonly all?: true;
}

/**
 * The command `audit`: lists audit events, latest first.
 * @param now Current time, milliseconds since the epoch.
 */
export async function listAudit(
  { user: name, since, event, limit, all }: AuditOptions,
  now: number,
  command: Command,
): Promise<void> {
  const { table, options } = await openOperator(command, { readOnly: true });
  const user = name === undefined ? undefined : await userIdOf(table, name);
  const auditLog = readAuditLog(table, { since, now, ...(user !== undefined && { user }) });
  const page = takeFirst(selected(auditLog, event), all === true ? Number.POSITIVE_INFINITY : limit);
  const count = await showList(page.rows, auditShape(user === undefined), options);
  if (count === 0) remark('No such events in this period.', options);
  if (page.follows()) process.stderr.write('There are more events: raise --limit, or use --all.\n');
}

async function* selected(
  auditLog: AsyncIterable<AuditRecord>,
  event: AuditEventName | undefined,
): AsyncGenerator<AuditRecord, void, undefined> {
  const progress = startProgress();
  let read = 0;
  try {
    for await (const record of auditLog) {
      read += 1;
      if (!process.stdout.isTTY) progress.report(`${read.toLocaleString('en')} events read`);
      if (event === undefined || record.event === event) yield record;
    }
  } finally {
    progress.end();
  }
}

/**
 * Id of the account whose events are listed. If `name` is an id, it is not checked against the accounts, because the
 * audit log still has the events of deleted accounts.
 */
async function userIdOf(table: Table, name: string): Promise<string> {
  return name.startsWith('usr_') ? name : (await requireUser(table, name)).id;
}
