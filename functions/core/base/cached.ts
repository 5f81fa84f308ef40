import { setTimeout as sleep } from 'node:timers/promises';
import { within } from './deadline.ts';

/** How long a value is good, in milliseconds. */
export interface Staleness {
  /** From then on it is read anew beside the work, so that nobody has to wait at its end; without it, only at the end. */
  readonly refreshFrom?: number;
  /** Until then it is given without waiting. */
  readonly freshFor: number;
  /** Until then it is given where asking fails or takes long. */
  readonly usableFor: number;
}

/** Values by key, read where they are not known. */
export interface Cache<T> {
  /** The value, fresh or usable. Fails where reading fails only if there is neither. */
  get(key: string): Promise<T>;
  /** A value newer than the one that proved wrong; waits its turn, for what makes us ask may be somebody's junk. */
  newer(key: string, known: T): Promise<T>;
}

/** A value as it was read. */
export interface Read<T> {
  readonly value: T;
  /** From when the value is, milliseconds since the epoch, where that is not when this read began. */
  readonly readAt?: number;
}

/** What a read is for: any value that is fresh, or one newer than the known one, which proved wrong. */
export type Demand = 'fresh' | 'newer';

/** Milliseconds between reads of a value that is usable already, and between those that `newer` asks for. */
export const minIntervalMs = 1000;
/**
 * Milliseconds that the one who finds a value stale waits for a fresh one. Reading it beside the work would not do: the
 * function is frozen as soon as it has answered, and what it was reading dies.
 */
export const staleWaitMs = 700;
/** Milliseconds after which a read is given up that never came to an end, in a function that was frozen, say. */
const longestRead = 10_000;

interface Entry<T> extends Required<Read<T>> {
  /** The how manieth read it was: a clock can go back. */
  readonly order: number;
}

interface Reading<T> {
  readonly value: Promise<T>;
  readonly demand: Demand;
  readonly begunAt: number;
}

/** Makes a cache. Many callers at once make one read, and a failed read is not kept. */
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
    // A read for a fresh value may bring the very one that proved wrong.
    const serves = underWay?.demand === 'newer' || underWay?.demand === demand;
    if (underWay !== undefined && serves && begunAt - underWay.begunAt < longestRead) return underWay.value;
    reads += 1;
    const order = reads;
    const value = read(key, demand).then(({ value, readAt = begunAt }) => {
      // A read that was given up can end after the one that took its place.
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
  /** Reads anew unless somebody has just tried; the usable value stays in use where that fails. */
  const reread = async (key: string, usable: T): Promise<T> => {
    const since = clock() - (lastDemand.get(key) ?? Number.NEGATIVE_INFINITY);
    if (since >= 0 && since < minIntervalMs) return usable;
    lastDemand.set(key, clock());
    return readOnce(key, 'fresh').catch(() => usable);
  };

  const newerOnce = async (key: string, known: T): Promise<T> => {
    const turn = (lastDemand.get(key) ?? Number.NEGATIVE_INFINITY) + minIntervalMs;
    if (entries.get(key)?.value === known) await sleep(Math.min(minIntervalMs, Math.max(0, turn - clock())));
    const entry = entries.get(key);
    if (entry !== undefined && entry.value !== known) return entry.value;
    lastDemand.set(key, clock());
    return readOnce(key, 'newer');
  };

  return {
    async get(key) {
      const entry = entries.get(key);
      const elapsed = entry === undefined ? Number.POSITIVE_INFINITY : clock() - entry.readAt;
      // How old it is cannot be told where the clock has gone back: then it is worth a look.
      const age = elapsed < 0 ? freshFor : elapsed;
      if (entry === undefined || age >= usableFor) return readOnce(key, 'fresh');
      if (age < refreshFrom && age < freshFor) return entry.value;
      const fresh = reread(key, entry.value);
      return age < freshFor ? entry.value : within(fresh, staleWaitMs, () => entry.value);
    },
    async newer(key, known) {
      const askedAt = clock();
      const value = await newerOnce(key, known);
      // A read that was under way may have looked before what is asked for was there: that takes another turn.
      const isOlder = value === known && (entries.get(key)?.readAt ?? askedAt) < askedAt;
      return isOlder ? newerOnce(key, known) : value;
    },
  };
}
