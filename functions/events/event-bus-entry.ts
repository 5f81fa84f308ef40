import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../core/audit/event.ts';
import type { Entry } from '../core/aws/event-bus.ts';

/** A record of the table's stream, not validated. */
export interface StreamRecord {
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly SequenceNumber?: string;
    readonly NewImage?: Readonly<Record<string, AttributeValue>>;
  };
}

/** Fields of an audit event by their names on the bus, in the order of the detail. */
const names: Readonly<Record<string, Exclude<keyof AuditRecord, 'at'>>> = {
  id: 'id',
  event: 'event',
  actor: 'actor',
  operator: 'operator',
  user: 'user',
  provider: 'provider',
  session: 'session',
  code: 'code',
  reason: 'reason',
  from: 'from',
  to: 'to',
  attributes: 'attributes',
  source_ip: 'sourceIp',
  user_agent: 'userAgent',
  request_id: 'requestId',
};

/** The bus entry of an audit event's stream record; undefined for any other record. */
export function entryOf({ eventName, dynamodb }: StreamRecord): Entry | undefined {
  if (eventName !== 'INSERT') return undefined;
  const stored = read(dynamodb?.NewImage);
  const { id, event, at } = stored;
  const time = new Date(typeof at === 'number' ? at : Number.NaN);
  if (typeof id !== 'string' || typeof event !== 'string' || event === '' || Number.isNaN(time.getTime())) {
    return undefined;
  }
  const fields = Object.entries(names).map(([name, field]) => [name, stored[field]] as const);
  return {
    Source: 'postern',
    DetailType: event,
    Detail: JSON.stringify({ ...Object.fromEntries(fields), time: time.toISOString() }),
    Time: time.getTime() / 1000,
  };
}

/** Attributes of an item; none if it is malformed. */
function read(image: unknown): Readonly<Record<string, unknown>> {
  try {
    return unmarshall(Object(image));
  } catch {
    // Not DynamoDB JSON: the record has no event, which the caller logs.
    return {};
  }
}
