import type { Staleness } from '../../base/cached.ts';
import type { DocumentKind } from '../../contract/table.ts';

/** A provider's document as it was fetched. */
export interface StoredDocument {
  readonly body: string;
  /** When fetching it began, milliseconds since the epoch, by the clock of who fetched it. */
  readonly fetchedAt: number;
}

/**
 * Documents of one kind that all instances of the functions share. Nothing here fails or takes long: where it cannot be
 * had, the provider is asked as if there were none.
 */
export interface DocumentStore {
  find(url: string): Promise<StoredDocument | undefined>;
  /** Keeps a document for the others, unless theirs is newer. */
  save(url: string, document: StoredDocument): Promise<void>;
  /** Whether it is our turn to ask the provider for a newer one: of all instances one may, once in a second. */
  acquireRefreshSlot(url: string): Promise<boolean>;
}

/** The store of each kind. */
export type DocumentStores = (kind: DocumentKind) => DocumentStore;

/** What a stored document is good for: anything, where the provider fails, or nothing any more. */
export type DocumentFreshness = 'fresh' | 'usable' | 'useless';

/**
 * Judges a document by its age. How old one is cannot be told that comes from the future, since the clocks of others
 * differ: then it is worth a look at the provider.
 */
export function documentFreshness(
  fetchedAt: number,
  now: number,
  { freshFor, usableFor }: Staleness,
): DocumentFreshness {
  const age = now - fetchedAt;
  if (Math.abs(age) >= usableFor) return 'useless';
  return age >= 0 && age < freshFor ? 'fresh' : 'usable';
}
