import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './deadline.ts';

/** Ages at which a cached value is refreshed or expires, in milliseconds (stale-while-revalidate). */
export interface Staleness {
  /**
   * From this age on, a request for the value also refreshes it in the background, so that no later caller waits. By
   * default there is no such refresh.
   */
  readonly refreshFrom?: number;
  /** Up to this age, the value is returned without waiting for a refresh. */
  readonly freshFor: number;
  /** Up to this age, the value is returned if a refresh fails or is slow. */
  readonly usableFor: number;
}

/** Cache of values by key, with single flight (concurrent callers share a read) and stale-while-revalidate. */
export interface Cache<T> {
  /**
   * Returns the value: from the cache while it is fresh, otherwise after a read. If that read fails or is slow, a
   * usable cached value is returned. Rejects, with the error of the read, only if there is no usable value.
   */
  get(key: string): Promise<T>;
  /**
   * Returns a value that was read after `known`, which proved wrong, for example a key set without the needed key. Such
   * reads are rate limited, since forged input can cause them.
   */
  newer(key: string, known: T): Promise<T>;
  /**
   * As `newer`, for a caller whose input anybody can forge: no forged input makes it wait. If such a read within the
   * last `intervalMs` brought nothing new, `known` is returned at once.
   * @param isSame Whether two values are the same, so that the read was in vain; by default if they are one object.
   */
  newerAtOnce(key: string, known: T, intervalMs: number, isSame?: (one: T, other: T) => boolean): Promise<T>;
}

/** Result of reading a value that is to be cached. */
export interface Read<T> {
  readonly value: T;
  /** Time from which the value's age counts, milliseconds since the epoch; by default the start of this read. */
  readonly readAt?: number;
}

/**
 * Purpose of a read: any fresh value, or a value newer than the known one, which proved wrong. With `newer_at_once` the
 * input that proved it wrong may be forged, so the read does not wait for others' reads.
 */
export type Demand = 'fresh' | 'newer' | 'newer_at_once';

/** Minimum milliseconds between refreshes of a value that is still usable, and between reads for `newer`. */
export const minIntervalMs = 1000;
/**
 * Milliseconds that a caller waits for a fresh value if the cached one is stale but usable. A background read alone is
 * not enough: Lambda freezes the function as soon as it has responded, and the connection of the pending read dies.
 */
export const staleWaitMs = 700;
/**
 * Milliseconds after which a pending read is abandoned and replaced by a new one. Such a read may never end, for
 * example because Lambda has frozen the function meanwhile.
 */
const abandonAfterMs = 10_000;

interface Entry<T> extends Required<Read<T>> {
  /** Sequence number of the read, which orders reads even if the wall clock goes backwards. */
  readonly order: number;
}

interface Reading<T> {
  readonly value: Promise<T>;
  readonly demand: Demand;
  readonly begunAt: number;
}

/** Creates a cache. Concurrent callers share one read (single flight). Failed reads are not cached. */
export function cached<T>(
  clock: () => number,
  staleness: Staleness,
  read: (key: string, demand: Demand) => Promise<Read<T>>,
): Cache<T> {
  const { refreshFrom = Number.POSITIVE_INFINITY, freshFor, usableFor } = staleness;
  const entries = new Map<string, Entry<T>>();
  const reading = new Map<string, Reading<T>>();
  const lastDemand = new Map<string, number>();
  /** By key, the last read for `newerAtOnce` that brought nothing new. */
  const lastVain = new Map<string, number>();
  let reads = 0;

  const readOnce = (key: string, demand: Demand): Promise<T> => {
    const begunAt = clock();
    const underWay = reading.get(key);
    // A caller of `newer` does not share a pending read for `fresh`: that read may return the very value that proved
    // wrong.
    const serves = underWay?.demand === 'newer' || underWay?.demand === demand;
    if (underWay !== undefined && serves && begunAt - underWay.begunAt < abandonAfterMs) return underWay.value;
    reads += 1;
    const order = reads;
    const value = read(key, demand).then(({ value, readAt = begunAt }) => {
      // An abandoned read can end after the read that replaced it, and must not overwrite the later value.
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
  /** Refreshes a usable value, rate limited. If the read fails, the usable value is returned. */
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

  const newerAtOnce: Cache<T>['newerAtOnce'] = async (key, known, intervalMs, isSame = Object.is) => {
    const entry = entries.get(key);
    if (entry !== undefined && entry.value !== known) return entry.value;
    const since = clock() - (lastVain.get(key) ?? Number.NEGATIVE_INFINITY);
    const isUnderWay = reading.get(key)?.demand === 'newer_at_once';
    if (!isUnderWay && since >= 0 && since < intervalMs) return known;
    const value = await readOnce(key, 'newer_at_once');
    if (isSame(value, known)) lastVain.set(key, clock());
    return value;
  };

  return {
    newerAtOnce,
    async get(key) {
      const entry = entries.get(key);
      const elapsed = entry === undefined ? Number.POSITIVE_INFINITY : clock() - entry.readAt;
      // If the clock went backwards, the value's age is unknown, so the value counts as stale.
      const age = elapsed < 0 ? freshFor : elapsed;
      if (entry === undefined || age >= usableFor) return readOnce(key, 'fresh');
      if (age < refreshFrom && age < freshFor) return entry.value;
      const fresh = refresh(key, entry.value);
      return age < freshFor ? entry.value : within(fresh, staleWaitMs, () => entry.value);
    },
    async newer(key, known) {
      const askedAt = clock();
      const value = await newerOnce(key, known);
      // A pending read that this call joined may have started before the newer value existed. If it returned the known
      // value, one more read follows.
      const isOlder = value === known && (entries.get(key)?.readAt ?? askedAt) < askedAt;
      return isOlder ? newerOnce(key, known) : value;
    },
  };
}
