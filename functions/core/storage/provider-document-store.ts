import { within } from '../base/deadline.ts';
import { describeCauses, type Log } from '../base/log.ts';
import type { DocumentKind } from '../contract/table.ts';
import type { DocumentStores } from '../provider/documents/store.ts';
import { acquireRefreshSlot, findDocument, storeDocument } from './provider-document-items.ts';
import type { Table } from './table/port.ts';

/** Milliseconds that a document may take from or to the table: the provider itself is not far. */
const patience = 500;

/** What documents are shared with. */
export interface DocumentStorePorts {
  readonly table: Table;
  readonly log: Log;
  readonly clock: () => number;
  /** The kinds that this function may keep for others. */
  readonly kept: readonly DocumentKind[];
}

/**
 * Shares the documents of providers through the table. Where that fails or takes long, there is nothing to be found, and
 * everybody may ask the provider, as if each were alone.
 */
export function createDocumentStores({ table, log, clock, kept }: DocumentStorePorts): DocumentStores {
  const tolerant = async <T>(kind: DocumentKind, url: string, work: Promise<T>, otherwise: T): Promise<T> => {
    const late = () => {
      throw new Error('the table takes too long');
    };
    return within(work, patience, late).catch((error: unknown) => {
      log('warn', 'document_not_shared', { kind, url, causes: describeCauses(error) });
      return otherwise;
    });
  };
  return (kind) => ({
    find: (url) => tolerant(kind, url, findDocument(table, { kind, url }), undefined),
    async save(url, document) {
      if (!kept.includes(kind)) return;
      await tolerant(kind, url, storeDocument(table, { kind, url }, document, clock()), undefined);
    },
    async acquireRefreshSlot(url) {
      return !kept.includes(kind) || tolerant(kind, url, acquireRefreshSlot(table, { kind, url }, clock()), true);
    },
  });
}
