import type { AuditRecord } from '../../../functions/core/audit/event.ts';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { ListShape } from '../cli/output.ts';
import type { Column } from '../cli/table.ts';
import { tableTime } from '../cli/time.ts';

const user: Column<AuditRecord> = { title: 'ACCOUNT', of: (record) => record.user, least: 8 };

/**
 * Table columns and JSON form of a list of audit events.
 * @param ofAll Whether the list contains the events of all accounts instead of one account. Only then the table has a
 * column ACCOUNT.
 */
export function auditShape(ofAll: boolean): ListShape<AuditRecord> {
  return {
    columns: [
      { title: 'TIME (UTC)', of: ({ at }) => tableTime(at) },
      { title: 'EVENT', of: ({ event }) => event, paint: ({ event }) => (isRefusal(event) ? 'yellow' : undefined) },
      ...(ofAll ? [user] : []),
      { title: 'FROM', of: ({ sourceIp, operator }) => operator ?? sourceIp, least: 11 },
      { title: 'WHAT', of: whatOf, least: 10 },
    ],
    document: describeEvent,
  };
}

/** An audit event as JSON, with the same field names as the events that are published to the event bus. */
function describeEvent({ id, at, event, sourceIp, userAgent, requestId, ...more }: AuditRecord): object {
  const origin = { source_ip: sourceIp, user_agent: userAgent, request_id: requestId };
  return { id, time: isoTime(at), event, ...more, ...origin };
}

function isRefusal(event: string): boolean {
  return event.endsWith('_refused');
}

function whatOf({ provider, from, to, code, reason, attributes }: AuditRecord): string {
  const change = from !== undefined && to !== undefined ? `${from} → ${to}` : (to ?? from);
  return [code, change, attributes?.join(' '), provider, reason].filter((part) => part !== undefined).join(', ');
}
