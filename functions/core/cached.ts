/** How long a value is good, in milliseconds. */
export interface Staleness {
  /** Until then it is given without asking. */
  readonly freshFor: number;
  /** Until then it is given where asking fails. */
  readonly usableFor: number;
}

interface Entry<T> {
  readonly value: T;
  readonly readAt: number;
}

/** Reads a value by key; `newerThan` insists on one that was read after that moment. */
export type CachedRead<T> = (key: string, newerThan?: number) => Promise<T>;

/**
 * Keeps what was read: many callers at once make one read, a failed read is not kept, and an outage is bridged with the
 * last value for a bounded time.
 */
export function cached<T>(clock: () => number, staleness: Staleness, read: (key: string) => Promise<T>): CachedRead<T> {
  const entries = new Map<string, Entry<T>>();
  const reading = new Map<string, Promise<T>>();

  const readOnce = (key: string): Promise<T> => {
    const underWay = reading.get(key);
    if (underWay !== undefined) return underWay;
    const started = read(key)
      .then((value) => {
        entries.set(key, { value, readAt: clock() });
        return value;
      })
      .finally(() => reading.delete(key));
    reading.set(key, started);
    return started;
  };

  return async (key, newerThan = Number.NEGATIVE_INFINITY) => {
    const entry = entries.get(key);
    const age = entry === undefined ? Number.POSITIVE_INFINITY : clock() - entry.readAt;
    if (entry !== undefined && age < staleness.freshFor && entry.readAt > newerThan) return entry.value;
    try {
      return await readOnce(key);
    } catch (error) {
      if (entry !== undefined && age < staleness.usableFor) return entry.value;
      throw error;
    }
  };
}
