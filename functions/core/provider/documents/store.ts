import type { Staleness } from '../../base/cached.ts';
import type { DocumentKind } from '../../contract/table.ts';

/** A provider's document (metadata or JWKS) as fetched, not parsed. */
export interface StoredDocument {
  readonly body: string;
  /** Start of the fetch, milliseconds since the epoch, by the clock of the instance that fetched it. */
  readonly fetchedAt: number;
}

/**
 * Store of documents of one kind (metadata or JWKS), shared by all instances of the functions. Its methods never fail
 * or take long. If the store is unavailable, each instance fetches from the provider, as if there were no store.
 */
export interface DocumentStore {
  find(url: string): Promise<StoredDocument | undefined>;
  /** Stores a document for all instances, unless a document fetched later is stored already. */
  save(url: string, document: StoredDocument): Promise<void>;
  /**
   * Acquires the refresh slot: the right to fetch a newer document from the provider. One instance acquires it each
   * second. Returns whether this instance acquired it.
   */
  acquireRefreshSlot(url: string): Promise<boolean>;
}

/** Returns the document store of a kind: metadata or JWKS. */
export type DocumentStores = (kind: DocumentKind) => DocumentStore;

/**
 * How a stored document may be used: without asking the provider (`fresh`), only if the provider fails or is slow
 * (`usable`), or not at all (`expired`).
 */
export type DocumentFreshness = 'fresh' | 'usable' | 'expired';

/**
 * The freshness of a stored document, by its age. A document from the future was fetched by an instance whose clock
 * differs, so its age is unknown. Such a document is never fresh, so that the provider is asked.
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
