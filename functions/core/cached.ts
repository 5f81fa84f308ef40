import { setTimeout as sleep } from 'node:timers/promises';

/** How long a value is good, in milliseconds. */
export interface Staleness {
  /** Until then it is given without asking. */
  readonly freshFor: number;
  /** Until then it is given while a newer one is read beside it: an outage or a slow answer delays nobody. */
  readonly usableFor: number;
}

/** Values by key, read where they are not known. */
export interface Cache<T> {
  /** The value, fresh or usable. Waits, and fails where reading fails, only if there is neither. */
  get(key: string): Promise<T>;
  /** A value newer than the one that proved wrong; waits its turn, for what makes us ask may be somebody's junk. */
  newer(key: string, known: T): Promise<T>;
}

/** Milliseconds between reads that are asked for by `newer`, and after a failed read beside. */
const pace = 1000;

interface Entry<T> {
  readonly value: T;
  /** When the read began. */
  readonly readAt: number;
}

/** Makes a cache. Many callers at once make one read, and a failed read is not kept. */
export function cached<T>(clock: () => number, staleness: Staleness, read: (key: string) => Promise<T>): Cache<T> {
  const entries = new Map<string, Entry<T>>();
  const reading = new Map<string, Promise<T>>();
  const lastRead = new Map<string, number>();
  const lastDemand = new Map<string, number>();

  const readOnce = (key: string): Promise<T> => {
    const underWay = reading.get(key);
    if (underWay !== undefined) return underWay;
    const readAt = clock();
    lastRead.set(key, readAt);
    const started = read(key)
      .then((value) => {
        entries.set(key, { value, readAt });
        return value;
      })
      .finally(() => reading.delete(key));
    reading.set(key, started);
    return started;
  };
  const untilTurn = (last: number | undefined) => (last ?? Number.NEGATIVE_INFINITY) + pace - clock();

  return {
    async get(key) {
      const entry = entries.get(key);
      const age = entry === undefined ? Number.POSITIVE_INFINITY : clock() - entry.readAt;
      if (entry === undefined || age >= staleness.usableFor) return readOnce(key);
      // A read beside may fail: what is usable stays in use, and who finds nothing usable any more sees the failure.
      if (age >= staleness.freshFor && untilTurn(lastRead.get(key)) <= 0) readOnce(key).catch(() => undefined);
      return entry.value;
    },
    async newer(key, known) {
      if (entries.get(key)?.value === known) await sleep(Math.max(0, untilTurn(lastDemand.get(key))));
      const entry = entries.get(key);
      if (entry !== undefined && entry.value !== known) return entry.value;
      lastDemand.set(key, clock());
      return readOnce(key);
    },
  };
}
