import { within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import type { DocumentKind } from '../contract/table.ts';
import type { DocumentStores } from '../provider/documents/store.ts';
import { acquireRefreshSlot, findDocument, storeDocument } from './provider-document-items.ts';
import type { Table } from './table/port.ts';

/** For reading or writing a document: the provider itself is not far. */
const timeoutMs = 500;

/** What the document stores need. */
export interface DocumentStorePorts {
  readonly table: Table;
  readonly log: Log;
  readonly clock: () => number;
  /** Kinds that this function may store for the others. */
  readonly writable: readonly DocumentKind[];
}

/**
 * Stores of providers' documents in the table, shared by all instances. If the table fails or is slow, nothing is found
 * and every refresh slot is granted, so each instance asks the provider itself.
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
