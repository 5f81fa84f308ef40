import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Cache,
  cached,
  type Demand,
  minIntervalMs,
  type Read,
  type Staleness,
  staleWaitMs,
} from '../../base/cached.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { fetchDocument } from './fetch.ts';
import { type DocumentStore, documentFreshness } from './store.ts';

/** How documents of one kind (metadata or JWKS) are fetched, parsed and shared. */
export interface DocumentReading<T> {
  readonly call: CallProvider;
  /** Returns the present time, milliseconds since the epoch. */
  readonly clock: () => number;
  readonly staleness?: Staleness;
  /**
   * Parses and checks a document's body, whether fetched from the provider or read from the store. Throws if the body
   * is not acceptable.
   */
  readonly parse: (body: string) => T;
  /** Store of the documents that other instances have fetched. Without it, each instance fetches its own. */
  readonly store: DocumentStore | undefined;
}

/**
 * Cache times of documents, in milliseconds. A document is refetched after ten minutes, and used for a day at most
 * while the provider does not respond. This limits for how long an instance uses endpoints and keys that the provider
 * has withdrawn.
 */
const documentStaleness: Staleness = { freshFor: 600_000, usableFor: 86_400_000 };

/** A document in this instance's memory, whether fetched from the provider or read from the store. */
interface Known<T> extends Required<Read<T>> {
  readonly body: string;
}

/**
 * Maximum attempts, a second apart, to acquire the refresh slot (the right to refetch, which one instance acquires each
 * second). After the last attempt, the request for a newer document fails. Together the attempts last as long as
 * another instance's fetch may take. The known document is not returned instead, since nobody has confirmed that it is
 * the newest.
 */
const maxRefreshAttempts = 5;

/**
 * Age in milliseconds from which a document may be out of date although it is fresh: the provider may have rotated its
 * keys since. Forged input makes a request wait for the refresh slot only if the known document is older.
 */
const doubtfulFromMs = 60_000;

/**
 * Creates a cache of a provider's documents by URL, in memory and in a store that all instances share. A document's age
 * counts from its fetch, even if another instance fetched it. If a refetched body is unchanged, the parsed value is the
 * same object as before.
 */
export function sharedDocuments<T>(reading: DocumentReading<T>): Cache<T> {
  const { call, clock, staleness = documentStaleness, parse, store } = reading;
  const latest = new Map<string, Known<T>>();

  const remember = (url: string, body: string, readAt: number): Known<T> => {
    const before = latest.get(url);
    const known = { value: before?.body === body ? before.value : parse(body), body, readAt };
    latest.set(url, known);
    return known;
  };
  const fetch = async (url: string): Promise<Known<T>> => {
    const fetchedAt = clock();
    const body = await fetchDocument(call, url, clock);
    const known = remember(url, body, fetchedAt);
    await store?.save(url, { body, fetchedAt });
    return known;
  };
  /**
   * Reads a document from the store. The stored document is used only if it is later than the one in memory, not
   * expired and acceptable. Otherwise the result is undefined. The caller then fetches the document, which replaces the
   * stored one.
   */
  const stored = async (url: string): Promise<Known<T> | undefined> => {
    const found = await store?.find(url);
    const readAt = latest.get(url)?.readAt ?? Number.NEGATIVE_INFINITY;
    if (found === undefined || found.fetchedAt <= readAt) return undefined;
    if (documentFreshness(found.fetchedAt, clock(), staleness) === 'expired') return undefined;
    try {
      return remember(url, found.body, found.fetchedAt);
    } catch {
      return undefined;
    }
  };

  const fresh = async (url: string): Promise<Known<T>> => {
    const found = await stored(url);
    if (found === undefined) return fetch(url);
    if (documentFreshness(found.readAt, clock(), staleness) === 'fresh') return found;
    // As in the memory cache, a slow provider delays no caller for long while the store has a usable document.
    return Promise.race([fetch(url).catch(() => found), sleep(staleWaitMs, found, { ref: false })]);
  };
  /**
   * Waits while another instance holds the refresh slot.
   * @returns The document to use instead of waiting, if there is one.
   */
  const waitForOthers = async (url: string, demand: Demand, attempt: number): Promise<Known<T> | undefined> => {
    const known = latest.get(url);
    const isRecent = known !== undefined && clock() - known.readAt < doubtfulFromMs;
    if (demand === 'newer_at_once' && isRecent) return known;
    if (attempt === maxRefreshAttempts) {
      throw new Problem('temporarily_unavailable', 'provider refresh rate limit reached');
    }
    await sleep(minIntervalMs);
    return undefined;
  };
  /**
   * Reads a document that is newer than the one in memory. A stored document counts as newer if it differs from the one
   * in memory, or was fetched after this request began. Otherwise the instance that acquires the refresh slot fetches.
   * If other instances hold the slot, the instance waits for the document that they store. For `newer_at_once` it waits
   * only if its document is doubtful, and otherwise returns that document.
   * Throws Problem `temporarily_unavailable` if other instances hold the slot and store nothing newer.
   */
  const newer = async (url: string, demand: Demand): Promise<Known<T>> => {
    const [before, begunAt] = [latest.get(url), clock()];
    for (let attempt = 1; ; attempt += 1) {
      const found = await stored(url);
      if (found !== undefined && (found.value !== before?.value || found.readAt >= begunAt)) return found;
      if (before === undefined || store === undefined || (await store.acquireRefreshSlot(url))) return fetch(url);
      const instead = await waitForOthers(url, demand, attempt);
      if (instead !== undefined) return instead;
    }
  };
  return cached(clock, staleness, (url, demand) => (demand === 'fresh' ? fresh(url) : newer(url, demand)));
}

/**
 * Reads a document from the cache. If `known` is given, because it proved wrong, a newer document is fetched.
 * @param isForgeable Whether anybody can forge the input that proved it wrong. Then the read does not wait, and happens
 * at most once a second in vain.
 */
export function readDocument<T>(
  documents: Cache<T>,
  url: string,
  known: T | undefined,
  isForgeable = false,
): Promise<T> {
  if (known === undefined) return documents.get(url);
  return isForgeable ? documents.newerAtOnce(url, known, minIntervalMs) : documents.newer(url, known);
}
