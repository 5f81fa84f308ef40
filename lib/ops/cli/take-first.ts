/** The first rows of a list, and whether the list has more. */
export interface FirstRows<Row> {
  readonly rows: AsyncGenerator<Row, void, undefined>;
  /** Whether the list has more rows than the limit; known only after all of `rows` was read. */
  follows(): boolean;
  /** The last row that was read from `rows`, for the cursor of the next page; undefined if no row was read. */
  last(): Row | undefined;
}

/** Limits a list to its first `limit` rows. */
export function takeFirst<Row>(list: AsyncIterable<Row>, limit: number): FirstRows<Row> {
  let [count, follows, last]: [number, boolean, Row | undefined] = [0, false, undefined];
  async function* take(): AsyncGenerator<Row, void, undefined> {
    for await (const row of list) {
      if (count === limit) {
        follows = true;
        return;
      }
      count += 1;
      last = row;
      yield row;
    }
  }
  return { rows: take(), follows: () => follows, last: () => last };
}
