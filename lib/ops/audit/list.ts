import type { Command } from 'commander';
import type { AuditEventName, AuditRecord } from '../../../functions/core/audit/event.ts';
import { readAuditLog } from '../../../functions/core/storage/audit-log.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { remark, showList } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { takeFirst } from '../cli/take-first.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from '../users/require-user.ts';
import { auditShape } from './audit-list.ts';

/** Options of `audit`. */
export interface AuditOptions {
  readonly user?: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly event?: AuditEventName;
  readonly limit: number;
  readonly all?: true;
}

/**
 * `audit`.
 * @param now Milliseconds since the epoch.
 */
export async function listAudit(
  { user: name, since, event, limit, all }: AuditOptions,
  now: number,
  command: Command,
): Promise<void> {
  const { table, options } = await openOperator(command);
  const user = name === undefined ? undefined : await userIdOf(table, name);
  const trail = readAuditLog(table, { since, now, ...(user !== undefined && { user }) });
  const page = takeFirst(selected(trail, event), all === true ? Number.POSITIVE_INFINITY : limit);
  const count = await showList(page.rows, auditShape(user === undefined), options);
  if (count === 0) remark('Nothing of that kind is in the trail for that time.', options);
  if (page.follows()) process.stderr.write('There is more: give a higher --limit, or --all.\n');
}

async function* selected(
  trail: AsyncIterable<AuditRecord>,
  event: AuditEventName | undefined,
): AsyncGenerator<AuditRecord, void, undefined> {
  const progress = startProgress();
  let read = 0;
  try {
    for await (const record of trail) {
      read += 1;
      if (!process.stdout.isTTY) progress.report(`${read.toLocaleString('en')} events read`);
      if (event === undefined || record.event === event) yield record;
    }
  } finally {
    progress.end();
  }
}

/** The trail outlives accounts: the id of one that was deleted still names it there. */
async function userIdOf(table: Table, name: string): Promise<string> {
  return name.startsWith('usr_') ? name : (await requireUser(table, name)).id;
}
