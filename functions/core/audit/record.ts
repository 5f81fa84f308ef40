import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Request } from '../http/request.ts';
import type { AuditEvent, AuditRecord } from './event.ts';

/** What recording an audit event needs. */
export interface AuditPorts {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/** Characters of a User-Agent header that are stored. */
const maxUserAgent = 256;

/** The record of an event, with identifier and time. */
export function recordOf(event: AuditEvent, { clock, random }: AuditPorts): AuditRecord {
  return { ...event, id: newEventId(random), at: clock() };
}

/** The records of simultaneous events: their identifiers preserve the order. */
export function recordsOf(events: readonly AuditEvent[], { clock, random }: AuditPorts): readonly AuditRecord[] {
  const ids = events.map(() => newEventId(random)).sort();
  const at = clock();
  return events.map((event, index) => ({ ...event, id: ids[index] ?? newEventId(random), at }));
}

function newEventId(random: Random): string {
  return `evt_${Buffer.from(random(16)).toString('base64url')}`;
}

/** Origin of the request that caused an event. */
export function originOf(request: Request): Pick<AuditEvent, 'sourceIp' | 'userAgent' | 'requestId'> {
  return {
    sourceIp: request.sourceIp,
    userAgent: request.userAgent.slice(0, maxUserAgent),
    requestId: request.requestId,
  };
}

/** Logs a record, after it was written to the table. */
export function logRecord(log: Log, { event, at, ...fields }: AuditRecord): void {
  log('info', event, { ...fields, at: new Date(at).toISOString() });
}
