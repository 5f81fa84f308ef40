import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './deadline.ts';

/** Ages of a cached value, in milliseconds (stale-while-revalidate). */
export interface Staleness {
  /** From this age on it is refreshed in the background, so that no caller waits later; never by default. */
  readonly refreshFrom?: number;
  /** Up to this age it is returned without waiting. */
  readonly freshFor: number;
  /** Up to this age it is returned if a read fails or is slow. */
  readonly usableFor: number;
}

/** Cache of values by key, with single flight and stale-while-revalidate. */
export interface Cache<T> {
  /** The value, fresh or usable. Rejects as the read does only if there is neither. */
  get(key: string): Promise<T>;
  /** A value read after the known one, which proved wrong. Rate limited, since forged input can cause such reads. */
  newer(key: string, known: T): Promise<T>;
}

/** Result of a read. */
export interface Read<T> {
  readonly value: T;
  /** Time of the value, milliseconds since the epoch; the start of this read by default. */
  readonly readAt?: number;
}

/** Purpose of a read: any fresh value, or a value newer than the known one, which proved wrong. */
export type Demand = 'fresh' | 'newer';

/** Between reads of a value that is still usable, and between reads for `newer`. */
export const minIntervalMs = 1000;
/**
 * How long a caller that finds a value stale waits for a fresh one. A background read is not enough: Lambda freezes the
 * function as soon as it has responded, and the connection dies.
 */
export const staleWaitMs = 700;
/** When a pending read is abandoned, for example because the function was frozen meanwhile. */
const abandonAfterMs = 10_000;

interface Entry<T> extends Required<Read<T>> {
  /** Sequence number of the read; wall-clock time may go backwards. */
  readonly order: number;
}

interface Reading<T> {
  readonly value: Promise<T>;
  readonly demand: Demand;
  readonly begunAt: number;
}

/** Creates a cache. Concurrent callers share one read (single flight); failures are not cached. */
export function cached<T>(
  clock: () => number,
  staleness: Staleness,
  read: (key: string, demand: Demand) => Promise<Read<T>>,
): Cache<T> {
  const { refreshFrom = Number.POSITIVE_INFINITY, freshFor, usableFor } = staleness;
  const entries = new Map<string, Entry<T>>();
  const reading = new Map<string, Reading<T>>();
  const lastDemand = new Map<string, number>();
  let reads = 0;

  const readOnce = (key: string, demand: Demand): Promise<T> => {
    const begunAt = clock();
    const underWay = reading.get(key);
    // A read for a fresh value may return the very value that proved wrong.
    const serves = underWay?.demand === 'newer' || underWay?.demand === demand;
    if (underWay !== undefined && serves && begunAt - underWay.begunAt < abandonAfterMs) return underWay.value;
    reads += 1;
    const order = reads;
    const value = read(key, demand).then(({ value, readAt = begunAt }) => {
      // An abandoned read can end after its successor.
      if ((entries.get(key)?.order ?? 0) < order) entries.set(key, { value, readAt, order });
      return value;
    });
    reading.set(key, { value, demand, begunAt });
    const done = () => {
      if (reading.get(key)?.value === value) reading.delete(key);
    };
    value.then(done, done);
    return value;
  };
  /** Refreshes a usable value, rate limited; if the read fails, that value stays in use. */
  const refresh = async (key: string, usable: T): Promise<T> => {
    const since = clock() - (lastDemand.get(key) ?? Number.NEGATIVE_INFINITY);
    if (since >= 0 && since < minIntervalMs) return usable;
    lastDemand.set(key, clock());
    return readOnce(key, 'fresh').catch(() => usable);
  };

  const newerOnce = async (key: string, known: T): Promise<T> => {
    const notBefore = (lastDemand.get(key) ?? Number.NEGATIVE_INFINITY) + minIntervalMs;
    if (entries.get(key)?.value === known) await sleep(Math.min(minIntervalMs, Math.max(0, notBefore - clock())));
    const entry = entries.get(key);
    if (entry !== undefined && entry.value !== known) return entry.value;
    lastDemand.set(key, clock());
    return readOnce(key, 'newer');
  };

  return {
    async get(key) {
      const entry = entries.get(key);
      const elapsed = entry === undefined ? Number.POSITIVE_INFINITY : clock() - entry.readAt;
      // If the clock went backwards, the age is unknown: the value counts as stale.
      const age = elapsed < 0 ? freshFor : elapsed;
      if (entry === undefined || age >= usableFor) return readOnce(key, 'fresh');
      if (age < refreshFrom && age < freshFor) return entry.value;
      const fresh = refresh(key, entry.value);
      return age < freshFor ? entry.value : within(fresh, staleWaitMs, () => entry.value);
    },
    async newer(key, known) {
      const askedAt = clock();
      const value = await newerOnce(key, known);
      // A pending read may have started before the newer value existed: then read once more.
      const isOlder = value === known && (entries.get(key)?.readAt ?? askedAt) < askedAt;
      return isOlder ? newerOnce(key, known) : value;
    },
  };
}
