import type { Entry, PutEvents } from '../core/aws/event-bus.ts';
import { describeCauses, type Log } from '../core/base/log.ts';
import { fitsPutEvents, putEventsBatches } from './batches.ts';
import { entryOf, type StreamRecord } from './event-bus-entry.ts';

/** A batch of records of the table's DynamoDB stream: the event with which Lambda invokes the function. */
export interface StreamBatch {
  readonly Records: readonly StreamRecord[];
}

/**
 * Partial batch response (Lambda Developer Guide: "Configuring partial batch response with DynamoDB and Lambda"). It
 * has the sequence number of the record from which Lambda retries the batch, or is empty after a success.
 */
export interface BatchAnswer {
  readonly batchItemFailures: readonly { readonly itemIdentifier: string }[];
}

/** Dependencies of `publish`. */
export interface PublishPorts {
  readonly putEvents: PutEvents;
  readonly log: Log;
}

interface Pending {
  readonly sequenceNumber: string;
  readonly entry: Entry;
}

/**
 * Publishes the audit events of a batch to the event bus, in order. It stops at the first event that the bus refuses,
 * and Lambda retries the batch from there. A record that can never be published, because it is malformed or too large,
 * is logged and skipped. Retries would block the following events until they expire from the stream, and the audit log
 * has the skipped event anyway.
 */
export async function publish({ Records }: StreamBatch, { putEvents, log }: PublishPorts): Promise<BatchAnswer> {
  for (const batch of putEventsBatches(Records.flatMap((record) => pendingOf(record, log)))) {
    const refused = await firstRefused(batch, putEvents, log);
    if (refused !== undefined) return { batchItemFailures: [{ itemIdentifier: refused.sequenceNumber }] };
  }
  return { batchItemFailures: [] };
}

/**
 * Converts a stream record to an entry with its sequence number; the result is empty if the record can never be
 * published.
 */
function pendingOf(record: StreamRecord, log: Log): readonly Pending[] {
  const sequenceNumber = record.dynamodb?.SequenceNumber ?? '';
  const entry = entryOf(record);
  if (entry !== undefined && fitsPutEvents(entry)) return [{ sequenceNumber, entry }];
  log('error', 'event_left_out', { sequenceNumber, reason: entry === undefined ? 'not an event' : 'too large' });
  return [];
}

/**
 * Publishes a batch and returns the first event that the bus refused. If the call failed, that is the first of the
 * batch.
 */
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
