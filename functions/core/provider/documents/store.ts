import type { Staleness } from '../../base/cached.ts';
import type { DocumentKind } from '../../contract/table.ts';

/** A provider's document as it was fetched. */
export interface StoredDocument {
  readonly body: string;
  /** Start of the fetch, milliseconds since the epoch, by the clock of the instance that fetched it. */
  readonly fetchedAt: number;
}

/**
 * Documents of one kind that all instances of the functions share. No call fails or takes long: if the store is
 * unavailable, the provider is asked as if there were none.
 */
export interface DocumentStore {
  find(url: string): Promise<StoredDocument | undefined>;
  /** Saves a document for all instances, unless a later one is stored. */
  save(url: string, document: StoredDocument): Promise<void>;
  /** Whether this instance may ask the provider for a newer document: one instance may, once a second. */
  acquireRefreshSlot(url: string): Promise<boolean>;
}

/** The store of each kind. */
export type DocumentStores = (kind: DocumentKind) => DocumentStore;

/** How a stored document may be used: at once, only if the provider fails, or not at all. */
export type DocumentFreshness = 'fresh' | 'usable' | 'expired';

/**
 * The freshness of a document by its age. The age of one from the future is unknown, since clocks differ: it is never
 * fresh, so that the provider is asked.
 */
export function documentFreshness(
  fetchedAt: number,
  now: number,
  { freshFor, usableFor }: Staleness,
): DocumentFreshness {
  const age = now - fetchedAt;
  if (Math.abs(age) >= usableFor) return 'expired';
  return age >= 0 && age < freshFor ? 'fresh' : 'usable';
}
