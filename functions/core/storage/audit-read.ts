import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/event.ts';
import { listIndex } from '../contract/table.ts';
import { auditMilliseconds } from './audit-append.ts';
import { type Key, keys } from './table/keys.ts';
import { listShards, userAuditList } from './table/list-index.ts';
import type { Item, Table } from './table/port.ts';
import { inBatches, newestFirst, queryItems } from './table/query.ts';
import { byName } from './users/user-item.ts';

/** Selection of audit events. */
export interface AuditSelection {
  /** Earliest event, milliseconds since the epoch. */
  readonly since: number;
  /** The present, milliseconds since the epoch. */
  readonly now: number;
  /** Only events of this account, which may be deleted; events of all accounts by default. */
  readonly user?: string;
}

const day = 24 * 3_600_000;
/** Events per read. */
const pageSize = 100;
/** How far the writers' clocks may be ahead of ours, in milliseconds. */
const clockSkew = 3_600_000;

/** Reads the audit log, newest event first, page by page as the generator is consumed. */
export function readAuditLog(table: Table, { since, now, user }: AuditSelection): AsyncGenerator<AuditRecord, void> {
  // Older events have expired.
  const from = Math.max(since, now - auditMilliseconds);
  return user === undefined ? eventsOfAll(table, from, now) : eventsOfUser(table, user, from);
}

/** Day by day, with the shards of each day merged. */
async function* eventsOfAll(table: Table, since: number, now: number): AsyncGenerator<AuditRecord, void> {
  const shards = Array.from({ length: listShards }, (_, shard) => shard);
  for (let at = startOfDay(now + clockSkew); at >= startOfDay(since); at -= day) {
    yield* newestFirst(
      shards.map((shard) => eventsOfShard(table, new Date(at), shard, since)),
      isNewer,
    );
  }
}

/** Identifiers order events of the same time. */
function isNewer(one: AuditRecord, other: AuditRecord): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

async function* eventsOfShard(
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

/** From the account's list of events, which outlives the account. */
async function* eventsOfUser(table: Table, user: string, since: number): AsyncGenerator<AuditRecord, void> {
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

/** The events of these list entries, in the same order. */
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
