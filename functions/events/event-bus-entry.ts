import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../core/audit/event.ts';
import type { Entry } from '../core/aws/event-bus.ts';

/** A record of the table's DynamoDB stream, as received and not validated. */
export interface StreamRecord {
  readonly eventName?: string;
  readonly dynamodb?: {
    readonly SequenceNumber?: string;
    readonly NewImage?: Readonly<Record<string, AttributeValue>>;
  };
}

/** Members of an entry's `Detail`, in this order, each with the field of the audit event that it contains. */
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

/**
 * Converts the stream record of a new audit event to an EventBridge entry.
 * @returns undefined for any other record.
 */
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

/** Converts an item from DynamoDB JSON; a malformed item becomes an object without attributes. */
function read(image: unknown): Readonly<Record<string, unknown>> {
  try {
    return unmarshall(Object(image));
  } catch {
    // The item is not in DynamoDB JSON. The record then counts as no audit event, which the caller logs.
    return {};
  }
}
