import { type Connection, createClient, type Output } from './client.ts';

const service = { name: 'events', target: 'AWSEvents', contentType: 'application/x-amz-json-1.1' };

/** An event for the default bus (EventBridge API Reference: PutEventsRequestEntry). */
export interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  /** A JSON object as text. */
  readonly Detail: string;
  /** Seconds since the epoch. */
  readonly Time: number;
}

/** Puts at most ten entries, of 256 KB together, on the bus. The result has each entry's error code, or undefined. */
export type PutEvents = (entries: readonly Entry[]) => Promise<readonly (string | undefined)[]>;

/**
 * EventBridge over its own protocol.
 * @param random A number from 0 up to 1, for jitter.
 */
export function createEventBus(connection: Connection, random: () => number): PutEvents {
  const call = createClient(service, connection, random);
  return async (entries) => {
    const results = resultsOf(await call('PutEvents', { Entries: entries }));
    return entries.map((_, index) => outcomeOf(results[index]));
  };
}

function resultsOf({ Entries }: Output): readonly unknown[] {
  return Array.isArray(Entries) ? Entries : [];
}

/** An entry without an event id was not accepted, whatever else the response says. */
function outcomeOf(result: unknown): string | undefined {
  const { EventId, ErrorCode }: { EventId?: unknown; ErrorCode?: unknown } = Object(result);
  return typeof EventId === 'string' ? undefined : String(ErrorCode ?? 'no answer');
}
