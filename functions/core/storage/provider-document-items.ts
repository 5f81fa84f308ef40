import { createHash } from 'node:crypto';
import type { DocumentKind } from '../contract/table.ts';
import type { StoredDocument } from '../provider/documents/store.ts';
import { outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** A document of a provider. */
export interface DocumentName {
  readonly kind: DocumentKind;
  readonly url: string;
}

/** Milliseconds that a document is kept. */
const lifetime = 86_400_000;
/** Bytes of a body that are kept at most: an item holds 400 KB, and a write costs a unit per KB. */
const maximumBytes = 256 * 1024;
/** Milliseconds by which the clocks of others may be ahead; what is from later than that has no say. */
const tolerance = 60_000;
/** Milliseconds between two turns. */
const pace = 1000;

/** Finds a document. An item that is not as `storeDocument` writes it is none. */
export async function findDocument(table: Table, { kind, url }: DocumentName): Promise<StoredDocument | undefined> {
  const [item] = await table.batchGet([keys.document(kind, hashOf(url))]);
  const [body, fetchedAt] = [item?.['body']?.S, item?.['fetched_at']?.N];
  if (body === undefined || fetchedAt === undefined || item?.['url']?.S !== url) return undefined;
  return { body, fetchedAt: Number(fetchedAt) };
}

/**
 * Stores a document, but in the place of none that was fetched later, and none that is too large.
 * @param now Milliseconds since the epoch.
 */
export async function storeDocument(
  table: Table,
  { kind, url }: DocumentName,
  { body, fetchedAt }: StoredDocument,
  now: number,
): Promise<void> {
  if (Buffer.byteLength(body) > maximumBytes) return;
  await outcomeOf(
    table.put({
      Item: {
        ...keys.document(kind, hashOf(url)),
        ...{ url: { S: url }, body: { S: body }, fetched_at: { N: String(fetchedAt) } },
        ...expiresAt(fetchedAt + lifetime),
      },
      // Of another type, or from too far in the future, it is between nothing.
      ConditionExpression: 'attribute_not_exists(fetched_at) OR NOT fetched_at BETWEEN :this AND :latest',
      ExpressionAttributeValues: { ':this': { N: String(fetchedAt) }, ':latest': { N: String(now + tolerance) } },
    }),
  );
}

/** Deletes a document, which operators alone do. */
export function deleteDocument(table: Table, { kind, url }: DocumentName): Promise<void> {
  return table.delete({ Key: keys.document(kind, hashOf(url)) });
}

/**
 * Takes a turn at asking the provider for a newer document, where nobody has had one within a second.
 * @returns Whether it is ours.
 */
export async function acquireRefreshSlot(table: Table, { kind, url }: DocumentName, now: number): Promise<boolean> {
  const outcome = await outcomeOf(
    table.put({
      Item: {
        ...keys.documentRefreshSlot(kind, hashOf(url)),
        asked_at: { N: String(now) },
        ...expiresAt(now + lifetime),
      },
      // Clocks differ: a turn that was taken in the near future counts as well.
      ConditionExpression: 'attribute_not_exists(asked_at) OR NOT asked_at BETWEEN :from AND :to',
      ExpressionAttributeValues: { ':from': { N: String(now - pace + 1) }, ':to': { N: String(now + pace - 1) } },
    }),
  );
  return outcome.done;
}

function hashOf(url: string): string {
  return createHash('sha256').update(url).digest('base64url');
}
