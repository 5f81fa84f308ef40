import { setTimeout as sleep } from 'node:timers/promises';
import { type Cache, cached, minIntervalMs, type Read, type Staleness, staleWaitMs } from '../../base/cached.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { fetchDocument } from './fetch.ts';
import { type DocumentStore, documentFreshness } from './store.ts';

/** How documents of one kind are read. */
export interface DocumentReading<T> {
  readonly call: CallProvider;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly staleness?: Staleness;
  /** Parses and checks a body, whether fetched or from the store; throws if it is not acceptable. */
  readonly parse: (body: string) => T;
  /** Documents that other instances have fetched; without it each instance fetches for itself. */
  readonly store: DocumentStore | undefined;
}

/**
 * Documents are refetched after ten minutes, and used for a day at most while the provider does not answer. This bounds
 * for how long an instance uses endpoints and keys that the provider has withdrawn.
 */
const documentStaleness: Staleness = { freshFor: 600_000, usableFor: 86_400_000 };

/** A document as this instance has read it, fetched or from the store. */
interface Known<T> extends Required<Read<T>> {
  readonly body: string;
}

/**
 * Attempts to acquire the refresh slot, a second apart, before a request for a newer document fails: they last as long
 * as another instance's fetch may take. Nobody has confirmed the known document by then, so it is not given as a newer one.
 */
const maxRefreshAttempts = 5;

/**
 * A provider's documents by URL, cached in memory and in a store that all instances share. A document's age counts from
 * its fetch, wherever it is read; an unchanged body is the same value.
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
  /** A stored document, if it is later than ours and usable. One that does not parse is replaced by the next fetch. */
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
    // As in memory: a slow provider does not hold back a usable document.
    return Promise.race([fetch(url).catch(() => found), sleep(staleWaitMs, found, { ref: false })]);
  };
  /**
   * A stored document counts as newer if it differs, or was fetched after this request. Otherwise the instance that has
   * acquired the refresh slot fetches. Throws Problem `temporarily_unavailable` if others hold it and store nothing newer.
   */
  const newer = async (url: string): Promise<Known<T>> => {
    const [before, begunAt] = [latest.get(url), clock()];
    for (let attempt = 1; ; attempt += 1) {
      const found = await stored(url);
      if (found !== undefined && (found.value !== before?.value || found.readAt >= begunAt)) return found;
      if (before === undefined || store === undefined || (await store.acquireRefreshSlot(url))) return fetch(url);
      if (attempt === maxRefreshAttempts) {
        throw new Problem('temporarily_unavailable', 'provider refresh rate limit reached');
      }
      await sleep(minIntervalMs);
    }
  };
  return cached(clock, staleness, (url, demand) => (demand === 'newer' ? newer(url) : fresh(url)));
}

/** Reads a document; one newer than `known`, if that is given because it proved wrong. */
export function readDocument<T>(documents: Cache<T>, url: string, known: T | undefined): Promise<T> {
  return known === undefined ? documents.get(url) : documents.newer(url, known);
}
