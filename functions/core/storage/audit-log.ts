import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/event.ts';
import { listIndex } from '../contract/table.ts';
import { auditMilliseconds } from './audit.ts';
import { type Key, keys } from './table/keys.ts';
import { listShards, userAuditList } from './table/list-index.ts';
import type { Item, Table } from './table/port.ts';
import { inBatches, newestFirst, queryItems } from './table/query.ts';
import { byName } from './users/user-item.ts';

/** Which events to read. */
export interface AuditSelection {
  /** Those from this moment on, milliseconds since the epoch. */
  readonly since: number;
  /** The present, milliseconds since the epoch. */
  readonly now: number;
  /** Those about one account, whether it is still there or not; all unless given. */
  readonly user?: string;
}

const day = 24 * 3_600_000;
/** Events that one read may fetch. */
const pageSize = 100;
/** How far the clocks that events were written by may be ahead of ours, in milliseconds. */
const clockSkew = 3_600_000;

/** Reads the trail, the newest event first. Nothing is read before it is asked for. */
export function readAuditLog(table: Table, { since, now, user }: AuditSelection): AsyncGenerator<AuditRecord, void> {
  // What is older has left the table, or is about to.
  const from = Math.max(since, now - auditMilliseconds);
  return user === undefined ? trailOfAll(table, from, now) : trailOf(table, user, from);
}

/** Day by day, the parts of each day merged. */
async function* trailOfAll(table: Table, since: number, now: number): AsyncGenerator<AuditRecord, void> {
  const shards = Array.from({ length: listShards }, (_, shard) => shard);
  for (let at = startOfDay(now + clockSkew); at >= startOfDay(since); at -= day) {
    yield* newestFirst(
      shards.map((shard) => trailOfDay(table, new Date(at), shard, since)),
      isNewer,
    );
  }
}

/** What happened at once is told apart by the identifiers. */
function isNewer(one: AuditRecord, other: AuditRecord): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

async function* trailOfDay(
  table: Table,
  date: Date,
  shard: number,
  since: number,
): AsyncGenerator<AuditRecord, void, undefined> {
  const from = keys.audit(date.toISOString().slice(0, 10), shard, new Date(since).toISOString(), '');
  const items = queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': from.pk, ':from': from.sk },
    ScanIndexForward: false,
    Limit: pageSize,
  });
  for await (const item of items) yield recordFrom(item);
}

/** By the list of the account's events, which outlives the account. */
async function* trailOf(table: Table, user: string, since: number): AsyncGenerator<AuditRecord, void> {
  const entries = queryItems(table, {
    IndexName: listIndex,
    KeyConditionExpression: '#list = :list AND list_at >= :since',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': { S: userAuditList(user) }, ':since': { N: String(since) } },
    ScanIndexForward: false,
    Limit: pageSize,
  });
  for await (const batch of inBatches(entries, pageSize)) yield* await readRecords(table, batch);
}

/** The events of these entries, in the same order. */
async function readRecords(table: Table, entries: readonly Item[]): Promise<readonly AuditRecord[]> {
  const wanted = entries.flatMap(({ pk, sk }): Key[] => (pk && sk ? [{ pk, sk }] : []));
  const items = await table.batchGet(wanted);
  const byKey = new Map(items.map((item) => [nameOf(item), item]));
  return wanted.flatMap((key) => {
    const item = byKey.get(nameOf(key));
    return item === undefined ? [] : [recordFrom(item)];
  });
}

function nameOf({ pk, sk }: Item): string {
  return `${pk?.S} ${sk?.S}`;
}

function recordFrom(item: Item): AuditRecord {
  const { pk: _pk, sk: _sk, list: _list, list_at: _at, expires_at: _end, ...record } = byName(unmarshall(item));
  return record as AuditRecord;
}

function startOfDay(at: number): number {
  return at - (at % day);
}
