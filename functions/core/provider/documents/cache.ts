import { setTimeout as sleep } from 'node:timers/promises';
import { type Cache, cached, pace, patience, type Read, type Staleness } from '../../base/cached.ts';
import { within } from '../../base/deadline.ts';
import { Problem } from '../../errors.ts';
import type { CallProvider } from '../http-client.ts';
import { readDocument } from './fetch.ts';
import { type DocumentStore, documentFreshness } from './store.ts';

/** How documents of one kind are read. */
export interface DocumentReading<T> {
  readonly call: CallProvider;
  readonly clock: () => number;
  readonly staleness: Staleness;
  /** Judges a body, wherever it comes from; throws where it will not do. */
  readonly parse: (body: string) => T;
  /** What other instances have read; without it each reads for itself. */
  readonly store: DocumentStore | undefined;
}

/** A document as we have read it, here or from the store. */
interface Known<T> extends Required<Read<T>> {
  readonly body: string;
}

/**
 * How often one who asks for a newer document tries to have a turn, a second after the other: for as long as somebody
 * else's read may take. What is known by then was not confirmed by anybody, so it is not given for a newer one.
 */
const turns = 5;

/**
 * A provider's documents by URL, cached in memory and beside that in a store that all instances share. A document is as
 * old as its fetching, wherever it is read; a body that has not changed is the same value.
 */
export function sharedDocuments<T>({ call, clock, staleness, parse, store }: DocumentReading<T>): Cache<T> {
  const latest = new Map<string, Known<T>>();

  const know = (url: string, body: string, readAt: number): Known<T> => {
    const before = latest.get(url);
    const known = { value: before?.body === body ? before.value : parse(body), body, readAt };
    latest.set(url, known);
    return known;
  };
  const fetch = async (url: string): Promise<Known<T>> => {
    const fetchedAt = clock();
    const body = await readDocument(call, url, clock);
    const known = know(url, body, fetchedAt);
    await store?.save(url, { body, fetchedAt });
    return known;
  };
  /** What others have read since we did, where that is of use. One that will not do is replaced by what is fetched next. */
  const stored = async (url: string): Promise<Known<T> | undefined> => {
    const found = await store?.find(url);
    if (found === undefined || found.fetchedAt <= (latest.get(url)?.readAt ?? Number.NEGATIVE_INFINITY))
      return undefined;
    if (documentFreshness(found.fetchedAt, clock(), staleness) === 'useless') return undefined;
    try {
      return know(url, found.body, found.fetchedAt);
    } catch {
      return undefined;
    }
  };

  const fresh = async (url: string): Promise<Known<T>> => {
    const found = await stored(url);
    if (found === undefined) return fetch(url);
    if (documentFreshness(found.readAt, clock(), staleness) === 'fresh') return found;
    // As in memory: what is usable is not kept back by a provider that is slow to answer.
    return within(
      fetch(url).catch(() => found),
      patience,
      () => found,
    );
  };
  /**
   * What others have read is newer where it differs, or was asked for after we were: else somebody asks the provider.
   * Throws Problem `temporarily_unavailable` where others do and nothing comes of it.
   */
  const newer = async (url: string): Promise<Known<T>> => {
    const [before, begunAt] = [latest.get(url), clock()];
    for (let turn = 1; ; turn += 1) {
      const found = await stored(url);
      if (found !== undefined && (found.value !== before?.value || found.readAt >= begunAt)) return found;
      if (before === undefined || store === undefined || (await store.acquireRefreshSlot(url))) return fetch(url);
      if (turn === turns) throw new Problem('temporarily_unavailable', 'others have every turn at asking the provider');
      await sleep(pace);
    }
  };
  return cached(clock, staleness, (url, demand) => (demand === 'newer' ? newer(url) : fresh(url)));
}
