import { createHash } from 'node:crypto';
import type { DocumentKind } from '../contract/table.ts';
import type { StoredDocument } from '../provider/documents/store.ts';
import { outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** Identifies a provider's public document: its metadata or its JWK Set. */
export interface DocumentName {
  readonly kind: DocumentKind;
  readonly url: string;
}

/** Milliseconds until an item expires, after which DynamoDB's TTL deletes it. */
const lifetimeMs = 86_400_000;
/** Maximum bytes of a document that is stored: an item can have 400 KB, and each KB of a write costs one write unit. */
const maxBytes = 256 * 1024;
/**
 * Milliseconds by which other instances' clocks may be ahead. A stored document whose time is even later is replaced.
 */
const clockToleranceMs = 60_000;
/**
 * Milliseconds between two refresh slots of a document. A slot is the right of one instance to refetch the document.
 */
const refreshIntervalMs = 1000;

/**
 * Reads a document from the table. If the item is not of the form that `storeDocument` writes, the document counts as
 * absent.
 */
export async function findDocument(table: Table, { kind, url }: DocumentName): Promise<StoredDocument | undefined> {
  const [item] = await table.batchGet([keys.document(kind, hashOf(url))]);
  const [body, fetchedAt] = [item?.['body']?.S, item?.['fetched_at']?.N];
  if (body === undefined || fetchedAt === undefined || item?.['url']?.S !== url) return undefined;
  return { body, fetchedAt: Number(fetchedAt) };
}

/**
 * Stores a document in the table, unless it is too large or the stored one was fetched later.
 * @param now Milliseconds since the epoch.
 */
export async function storeDocument(
  table: Table,
  { kind, url }: DocumentName,
  { body, fetchedAt }: StoredDocument,
  now: number,
): Promise<void> {
  if (Buffer.byteLength(body) > maxBytes) return;
  await outcomeOf(
    table.put({
      Item: {
        ...keys.document(kind, hashOf(url)),
        ...{ url: { S: url }, body: { S: body }, fetched_at: { N: String(fetchedAt) } },
        ...expiresAt(fetchedAt + lifetimeMs),
      },
      // BETWEEN is false if the stored `fetched_at` has another type or is too far in the future. In both cases the
      // item is replaced.
      ConditionExpression: 'attribute_not_exists(fetched_at) OR NOT fetched_at BETWEEN :this AND :latest',
      ExpressionAttributeValues: {
        ':this': { N: String(fetchedAt) },
        ':latest': { N: String(now + clockToleranceMs) },
      },
    }),
  );
}

/** Deletes a document from the table. Only commands for operators call this. */
export function deleteDocument(table: Table, { kind, url }: DocumentName): Promise<void> {
  return table.delete({ Key: keys.document(kind, hashOf(url)) });
}

/**
 * Acquires the refresh slot of a document: the right to refetch it, which at most one instance has per second.
 * @returns Whether this instance acquired it.
 */
export async function acquireRefreshSlot(table: Table, { kind, url }: DocumentName, now: number): Promise<boolean> {
  const outcome = await outcomeOf(
    table.put({
      Item: {
        ...keys.documentRefreshSlot(kind, hashOf(url)),
        asked_at: { N: String(now) },
        ...expiresAt(now + lifetimeMs),
      },
      // Clocks differ, so a slot counts as held by another instance even if its time is slightly in the future.
      ConditionExpression: 'attribute_not_exists(asked_at) OR NOT asked_at BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':from': { N: String(now - refreshIntervalMs + 1) },
        ':to': { N: String(now + refreshIntervalMs - 1) },
      },
    }),
  );
  return outcome.done;
}

function hashOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url');
}
