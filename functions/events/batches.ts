import type { Entry } from '../core/aws/event-bus.ts';

/** Limits of one PutEvents call (EventBridge quotas: "PutEvents entry size", number of entries in a request). */
const limits = { entries: 10, bytes: 256 * 1024 };
/** Bytes that EventBridge counts for an entry's `Time`. */
const timeBytes = 14;

/** Whether an entry is within EventBridge's size limit for one PutEvents call. */
export function fitsPutEvents(entry: Entry): boolean {
  return entryBytes(entry) <= limits.bytes;
}

/**
 * Splits entries, in order, into as few batches as the limits of one PutEvents call allow. Each entry must be within
 * the size limit by itself.
 */
export function putEventsBatches<Item extends { readonly entry: Entry }>(
  items: readonly Item[],
): readonly (readonly Item[])[] {
  const batches: Item[][] = [];
  let bytes = 0;
  for (const item of items) {
    const size = entryBytes(item.entry);
    const current = batches.at(-1);
    if (current === undefined || current.length === limits.entries || bytes + size > limits.bytes) {
      batches.push([item]);
      bytes = size;
    } else {
      current.push(item);
      bytes += size;
    }
  }
  return batches;
}

/** Bytes of an entry as EventBridge counts them ("Calculating PutEvents event entry size"). */
export function entryBytes({ Source, DetailType, Detail }: Entry): number {
  return timeBytes + [Source, DetailType, Detail].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}
