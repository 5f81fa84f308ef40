import { within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import type { DocumentKind } from '../contract/table.ts';
import type { DocumentStores } from '../provider/documents/store.ts';
import { acquireRefreshSlot, findDocument, storeDocument } from './provider-document-items.ts';
import type { Table } from './table/port.ts';

/**
 * Milliseconds for reading or writing a document in the table. If the table takes longer, the document is fetched from
 * the provider itself.
 */
const timeoutMs = 500;

/** Dependencies of the document stores. */
export interface DocumentStorePorts {
  readonly table: Table;
  readonly log: Log;
  readonly clock: () => number;
  /** Kinds of document that this function may store for all functions to read. */
  readonly writable: readonly DocumentKind[];
}

/**
 * Creates stores of providers' documents in the table, which all instances share. If the table fails or is slow, a
 * document counts as not found, and the refresh slot (the right to refetch the document) as acquired. Each instance
 * then fetches the document from the provider itself.
 */
export function createDocumentStores({ table, log, clock, writable }: DocumentStorePorts): DocumentStores {
  const bestEffort = async <T>(kind: DocumentKind, url: string, work: Promise<T>, fallback: T): Promise<T> => {
    const late = () => {
      throw new Error('the table takes too long');
    };
    return within(work, timeoutMs, late).catch((error: unknown) => {
      log('warn', 'document_not_shared', { kind, url, causes: describeCauses(error) });
      return fallback;
    });
  };
  return (kind) => ({
    find: (url) => bestEffort(kind, url, findDocument(table, { kind, url }), undefined),
    async save(url, document) {
      if (!writable.includes(kind)) return;
      await bestEffort(kind, url, storeDocument(table, { kind, url }, document, clock()), undefined);
    },
    async acquireRefreshSlot(url) {
      return !writable.includes(kind) || bestEffort(kind, url, acquireRefreshSlot(table, { kind, url }, clock()), true);
    },
  });
}
