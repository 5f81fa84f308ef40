import type { Entry, PutEvents } from '../core/aws/event-bus.ts';
import { describeCauses, type Log } from '../core/base/log.ts';
import { fitsPutEvents, putEventsBatches } from './batches.ts';
import { entryOf, type StreamRecord } from './event-bus-entry.ts';

/** A batch of the table's stream, as Lambda invokes the function with it. */
export interface StreamBatch {
  readonly Records: readonly StreamRecord[];
}

/**
 * Partial batch response (Lambda Developer Guide: "Configuring partial batch response with DynamoDB and Lambda"): the
 * sequence number from which Lambda retries the batch, or none.
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** What publishing needs. */
export interface PublishPorts {
  readonly putEvents: PutEvents;
  readonly log: Log;
}

interface Pending {
  readonly sequenceNumber: string;
  readonly entry: Entry;
}

/**
 * Puts the events of a batch on the bus in order, and stops at the first that is refused: Lambda retries from there. A
 * record that can never be put, because it is malformed or too large, is logged and skipped. The audit log still has it,
 * and retries would block the other events until the stream drops them.
 */
export async function publish({ Records }: StreamBatch, { putEvents, log }: PublishPorts): Promise<BatchAnswer> {
  for (const batch of putEventsBatches(Records.flatMap((record) => pendingOf(record, log)))) {
    const refused = await firstRefused(batch, putEvents, log);
    if (refused !== undefined) return { batchItemFailures: [{ itemIdentifier: refused.sequenceNumber }] };
  }
  return { batchItemFailures: [] };
}

/** A record's event with its sequence number; none if it can never be put. */
function pendingOf(record: StreamRecord, log: Log): readonly Pending[] {
  const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
  const entry = entryOf(record);
  if (entry !== undefined && fitsPutEvents(entry)) return [{ sequenceNumber, entry }];
  log('error', 'event_left_out', { sequenceNumber, reason: entry === undefined ? 'not an event' : 'too large' });
  return [];
}

/** The first event of a batch that the bus refused. */
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
