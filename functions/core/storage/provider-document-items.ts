import { createHash } from 'node:crypto';
import type { DocumentKind } from '../contract/table.ts';
import type { StoredDocument } from '../provider/documents/store.ts';
import { outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** Name of a provider's public document. */
export interface DocumentName {
  readonly kind: DocumentKind;
  readonly url: string;
}

/** Until TTL deletes an item. */
const lifetimeMs = 86_400_000;
/** Largest body that is stored: an item holds 400 KB, and a write costs a unit per KB. */
const maxBytes = 256 * 1024;
/** How far other instances' clocks may be ahead; an item from later than that is replaced. */
const clockToleranceMs = 60_000;
/** Between two refresh slots. */
const refreshIntervalMs = 1000;

/** Reads a document. An item of another form than `storeDocument` writes counts as absent. */
export async function findDocument(table: Table, { kind, url }: DocumentName): Promise<StoredDocument | undefined> {
  const [item] = await table.batchGet([keys.document(kind, hashOf(url))]);
  const [body, fetchedAt] = [item?.['body']?.S, item?.['fetched_at']?.N];
  if (body === undefined || fetchedAt === undefined || item?.['url']?.S !== url) return undefined;
  return { body, fetchedAt: Number(fetchedAt) };
}

/**
 * Stores a document, unless it is too large or the stored one was fetched later.
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
      // BETWEEN is false for a value of another type and for one from too far in the future: both are replaced.
      ConditionExpression: 'attribute_not_exists(fetched_at) OR NOT fetched_at BETWEEN :this AND :latest',
      ExpressionAttributeValues: {
        ':this': { N: String(fetchedAt) },
        ':latest': { N: String(now + clockToleranceMs) },
      },
    }),
  );
}

/** Deletes a document, which only operators do. */
export function deleteDocument(table: Table, { kind, url }: DocumentName): Promise<void> {
  return table.delete({ Key: keys.document(kind, hashOf(url)) });
}

/**
 * Acquires the refresh slot of a document: the right of one instance per second to refetch it.
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
      // Clocks differ: a slot acquired in the near future counts too.
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
