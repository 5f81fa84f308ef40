import type { Entry, PutEvents } from '../core/aws/event-bus.ts';
import { describeCauses, type Log } from '../core/base/log.ts';
import { fitsPutEvents, putEventsBatches } from './batches.ts';
import { entryOf, type StreamRecord } from './entry.ts';

/** A batch of the table's stream, as Lambda hands it on. */
export interface StreamBatch {
  readonly Records: readonly StreamRecord[];
}

/**
 * What Lambda is answered (Lambda Developer Guide: "Configuring partial batch response with DynamoDB and Lambda"): the
 * sequence number from which on the batch is to come again, or nothing.
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What the use case needs. */
export interface PublishPorts {
  readonly putEvents: PutEvents;
  readonly log: Log;
}

interface Pending {
  readonly sequenceNumber: string;
  readonly entry: Entry;
}

/**
 * Puts a batch's events on the bus in order, and stops at the first that is not taken: it and all behind it come again.
 * A record that can never be put, as it is no event or too large, is logged and left out: the trail still holds it, and
 * tried again it would hold up the others until the stream has forgotten them.
 */
export async function publish({ Records }: StreamBatch, { putEvents, log }: PublishPorts): Promise<BatchAnswer> {
  for (const batch of putEventsBatches(Records.flatMap((record) => pendingOf(record, log)))) {
    const refused = await firstRefused(batch, putEvents, log);
    if (refused !== undefined) return { batchItemFailures: [{ itemIdentifier: refused.sequenceNumber }] };
  }
  return { batchItemFailures: [] };
}

/** A record's event with its place in the stream; none where it cannot be put. */
function pendingOf(record: StreamRecord, log: Log): readonly Pending[] {
  const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
  const entry = entryOf(record);
  if (entry !== undefined && fitsPutEvents(entry)) return [{ sequenceNumber, entry }];
  log('error', 'event_left_out', { sequenceNumber, reason: entry === undefined ? 'not an event' : 'too large' });
  return [];
}

/** The first of a batch that the bus did not take. */
async function firstRefused(batch: readonly Pending[], putEvents: PutEvents, log: Log): Promise<Pending | undefined> {
  try {
    const outcomes = await putEvents(batch.map(({ entry }) => entry));
    const index = outcomes.findIndex((code) => code !== undefined);
    if (index >= 0) log('warn', 'event_refused', { code: outcomes[index] });
    return batch[index];
  } catch (error) {
    log('error', 'event_bus_failed', { causes: describeCauses(error) });
    return batch[0];
  }
}
