import type { Item, Table } from './port.ts';

/** An entry of a list that is ordered by time. */
export interface Timed {
  /** Time of the entry, milliseconds since the epoch. */
  readonly at: number;
}

/** Reads the items of a query. The next page is read only when the generator's consumer needs it. */
export async function* queryItems(
  table: Table,
  query: Parameters<Table['query']>[0],
): AsyncGenerator<Item, void, undefined> {
  let from = query.ExclusiveStartKey;
  do {
    const page = await table.query({ ...query, ...(from && { ExclusiveStartKey: from }) });
    yield* page.Items ?? [];
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
}

/**
 * Merges lists, each newest first, into one that is newest first. Entries of the same time are in the order of their
 * lists.
 * @param isNewer Whether the first entry is newer than the second. By default only their times are compared.
 */
export async function* newestFirst<T extends Timed>(
  parts: readonly AsyncGenerator<T, void, undefined>[],
  isNewer: (one: T, other: T) => boolean = (one, other) => one.at > other.at,
): AsyncGenerator<T, void, undefined> {
  const begun = await Promise.all(parts.map(async (part) => ({ part, head: await part.next() })));
  for (;;) {
    const open = begun.flatMap((part) => (part.head.done === true ? [] : [{ part, value: part.head.value }]));
    const [first, ...others] = open;
    if (first === undefined) return;
    const newest = others.reduce((best, other) => (isNewer(other.value, best.value) ? other : best), first);
    yield newest.value;
    newest.part.head = await newest.part.part.next();
  }
}

/** Splits a list into batches of `size`; the last one may be smaller. */
export async function* inBatches<T>(
  list: AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[], void, undefined> {
  let batch: T[] = [];
  for await (const value of list) {
    batch.push(value);
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
