import { type Connection, createClient, type Output } from './client.ts';

const service = { name: 'events', target: 'AWSEvents', contentType: 'application/x-amz-json-1.1' };

/** An event for EventBridge's default event bus (EventBridge API Reference: PutEventsRequestEntry). */
export interface Entry {
  readonly Source: string;
  readonly DetailType: string;
  /** Details of the event: a JSON object, as text. */
  readonly Detail: string;
  /** Time of the event, seconds since the epoch. */
  readonly Time: number;
}

/**
 * Publishes at most ten entries, of 256 KB together, to the event bus.
 * @returns For each entry, its error code, or undefined if the bus has accepted it.
 */
export type PutEvents = (entries: readonly Entry[]) => Promise<readonly (string | undefined)[]>;

/**
 * Creates a client of EventBridge, over its JSON protocol.
 * @param random Returns a number from 0 up to 1, for jitter.
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

/**
 * Error code of an entry's result. An entry without an event id was not accepted, even if its result has no error code.
 */
function outcomeOf(result: unknown): string | undefined {
  const { EventId, ErrorCode }: { EventId?: unknown; ErrorCode?: unknown } = Object(result);
  return typeof EventId === 'string' ? undefined : String(ErrorCode ?? 'no answer');
}
