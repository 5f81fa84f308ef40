import type { Log } from '../base/log.ts';
import type { Random } from '../base/random.ts';
import type { Request } from '../http/request.ts';
import type { AuditEvent, AuditRecord } from './event.ts';

/** What gives an event its place in the trail. */
export interface AuditPorts {
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly random: Random;
}

/** Characters of a User-Agent header that are kept. */
const maximumUserAgent = 256;

/** Gives an event its identifier and time. */
export function recordOf(event: AuditEvent, { clock, random }: AuditPorts): AuditRecord {
  return { ...event, id: newEventId(random), at: clock() };
}

/** Does so for what happens at once: where the times are the same, the identifiers tell the order. */
export function recordsOf(events: readonly AuditEvent[], { clock, random }: AuditPorts): readonly AuditRecord[] {
  const ids = events.map(() => newEventId(random)).sort();
  const at = clock();
  return events.map((event, index) => ({ ...event, id: ids[index] ?? newEventId(random), at }));
}

function newEventId(random: Random): string {
  return `evt_${Buffer.from(random(16)).toString('base64url')}`;
}

/** Where an event came from. */
export function originOf(request: Request): Pick<AuditEvent, 'sourceIp' | 'userAgent' | 'requestId'> {
  return {
    sourceIp: request.sourceIp,
    userAgent: request.userAgent.slice(0, maximumUserAgent),
    requestId: request.requestId,
  };
}

/** Writes a record's line to the log, once it is in the table. */
export function logRecord(log: Log, { event, at, ...fields }: AuditRecord): void {
  log('info', event, { ...fields, at: new Date(at).toISOString() });
}
