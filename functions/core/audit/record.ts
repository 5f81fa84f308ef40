import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Request } from '../http/request.ts';
import type { AuditEvent, AuditRecord } from './event.ts';

/** Dependencies of recording an audit event. */
export interface AuditPorts {
  /** Returns the current time, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/** Maximum stored characters of a User-Agent header. */
const maxUserAgent = 256;

/** Adds an identifier and the time to an audit event. */
export function recordOf(event: AuditEvent, { clock, random }: AuditPorts): AuditRecord {
  return { ...event, id: newEventId(random), at: clock() };
}

/** Adds identifiers and the same time to several audit events. The identifiers sort in the order of the events. */
export function recordsOf(events: readonly AuditEvent[], { clock, random }: AuditPorts): readonly AuditRecord[] {
  const ids = events.map(() => newEventId(random)).sort();
  const at = clock();
  return events.map((event, index) => ({ ...event, id: ids[index] ?? newEventId(random), at }));
}

function newEventId(random: Random): string {
  return `evt_${Buffer.from(random(16)).toString('base64url')}`;
}

/** The IP address, User-Agent and id of the request that caused an event. */
export function originOf(request: Request): Pick<AuditEvent, 'sourceIp' | 'userAgent' | 'requestId'> {
  return {
    sourceIp: request.sourceIp,
    userAgent: request.userAgent.slice(0, maxUserAgent),
    requestId: request.requestId,
  };
}

/** Logs an audit event, after it was written to the table. */
export function logRecord(log: Log, { event, at, ...fields }: AuditRecord): void {
  log('info', event, { ...fields, at: new Date(at).toISOString() });
}
