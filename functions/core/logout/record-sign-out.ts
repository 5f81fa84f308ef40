import type { AuditEvent } from '../audit/event.ts';
import { type AuditPorts, logRecord, originOf, recordOf } from '../audit/record.ts';
import type { Log } from '../base/log.ts';
import type { Request } from '../http/request.ts';
import { putAudit } from '../storage/audit.ts';
import type { Table } from '../storage/table/port.ts';

/** What a logout by a provider needs. */
export interface SignOutPorts extends AuditPorts {
  readonly table: Table;
  readonly log: Log;
}

/** The event that a provider signed somebody out. */
export function signOutEvent(request: Request, provider: string): AuditEvent {
  return { event: 'provider.signed_out', actor: 'provider', provider, ...originOf(request) };
}

/** Writes down a provider's logout: an event for each user whose sessions it ended, or one where there are none. */
export async function recordSignOut(
  event: AuditEvent,
  users: ReadonlySet<string>,
  { table, log, ...ports }: SignOutPorts,
): Promise<void> {
  // A logout that nobody here was signed in for is part of the trail too.
  const events = users.size === 0 ? [event] : [...users].map((user) => ({ ...event, user }));
  const records = events.map((each) => recordOf(each, ports));
  await Promise.all(records.map((each) => putAudit(table, each)));
  for (const each of records) logRecord(log, each);
}
