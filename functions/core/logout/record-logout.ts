import type { AuditEvent } from '../audit/event.ts';
import { type AuditPorts, logRecord, originOf, recordOf } from '../audit/record.ts';
import type { Log } from '../base/log.ts';
import type { Request } from '../http/request.ts';
import { putAudit } from '../storage/audit-append.ts';
import type { Table } from '../storage/table/port.ts';

/** Dependencies of processing a logout that a provider requests. */
export interface SignOutPorts extends AuditPorts {
  readonly table: Table;
  readonly log: Log;
}

/** Creates the audit event of a logout that a provider requests. */
export function signOutEvent(request: Request, provider: string): AuditEvent {
  return { event: 'provider.signed_out', actor: 'provider', provider, ...originOf(request) };
}

/**
 * Records a logout that a provider requests in the audit log: one event per user whose sessions it ended. If it ended
 * none, one event without a user is recorded.
 */
export async function recordSignOut(
  event: AuditEvent,
  users: ReadonlySet<string>,
  { table, log, ...ports }: SignOutPorts,
): Promise<void> {
  // A logout that ended no session is recorded too, as one event without a user.
  const events = users.size === 0 ? [event] : [...users].map((user) => ({ ...event, user }));
  const records = events.map((each) => recordOf(each, ports));
  await Promise.all(records.map((each) => putAudit(table, each)));
  for (const each of records) logRecord(log, each);
}
