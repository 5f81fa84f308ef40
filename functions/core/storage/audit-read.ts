import { unmarshall } from '@aws-sdk/util-dynamodb';
import type { AuditEventName, AuditRecord } from '../audit/event.ts';
import { listIndex } from '../contract/table.ts';
import { auditMilliseconds } from './audit-append.ts';
import { type Key, keys } from './table/keys.ts';
import { listShards, userAuditList } from './table/list-index.ts';
import type { Item, Table } from './table/port.ts';
import { inBatches, newestFirst, queryItems } from './table/query.ts';
import { byName } from './users/user-item.ts';

/** Selection of the audit events to read. */
export interface AuditSelection {
  /** Time of the earliest event, milliseconds since the epoch. */
  readonly since: number;
  /** The current time, milliseconds since the epoch. */
  readonly now: number;
  /**
   * Only events of the account with this identifier, even if the account has been deleted; events of all accounts by
   * default.
   */
  readonly user?: string;
}

const day = 24 * 3_600_000;
/** Number of events per request to the table. */
const pageSize = 100;
/** How far the clocks of the functions that write events may be ahead of ours, in milliseconds. */
const clockSkew = 3_600_000;

/** Reads the audit log, newest event first. The next page is read only when the generator's consumer needs it. */
export function readAuditLog(table: Table, { since, now, user }: AuditSelection): AsyncGenerator<AuditRecord, void> {
  // Events that are older than the retention have expired.
  const from = Math.max(since, now - auditMilliseconds);
  return user === undefined ? eventsOfAll(table, from, now) : eventsOfUser(table, user, from);
}

/** Reads the events of all accounts day by day, and merges the shards of each day by time. */
async function* eventsOfAll(table: Table, since: number, now: number): AsyncGenerator<AuditRecord, void> {
  for (const date of auditDays({ since, now })) {
    yield* newestFirst(
      auditShards.map((shard) => queryShard(table, keyOf(date, shard, since), { Limit: pageSize })),
      isNewer,
    );
  }
}

/** Numbers of the shards into which each day's audit events are split. */
export const auditShards: readonly number[] = Array.from({ length: listShards }, (_, shard) => shard);

/** The days of a period that may have audit events, latest first: midnight UTC of each. */
export function* auditDays({ since, now }: Pick<AuditSelection, 'since' | 'now'>): Generator<Date> {
  for (let at = startOfDay(now + clockSkew); at >= startOfDay(since); at -= day) yield new Date(at);
}

/** Whether the first event is newer than the second. Events of the same time are compared by identifier. */
export function isNewer(one: AuditRecord, other: AuditRecord): boolean {
  return one.at === other.at ? one.id > other.id : one.at > other.at;
}

function keyOf(date: Date, shard: number, since: number): Key {
  return keys.audit(date.toISOString().slice(0, 10), shard, new Date(since).toISOString(), '');
}

/** Reads the events of a day's shard that are of one of these types, newest first. */
export function eventsOfShard(
  table: Table,
  date: Date,
  shard: number,
  events: readonly AuditEventName[],
): AsyncGenerator<AuditRecord, void, undefined> {
  const values = Object.fromEntries(events.map((event, index) => [`:event${index}`, { S: event }]));
  return queryShard(table, keyOf(date, shard, date.getTime()), {
    FilterExpression: `#event IN (${Object.keys(values).join(', ')})`,
    ExpressionAttributeNames: { '#event': 'event' },
    ExpressionAttributeValues: values,
  });
}

async function* queryShard(
  table: Table,
  from: Key,
  { ExpressionAttributeValues: values, ...query }: Parameters<Table['query']>[0],
): AsyncGenerator<AuditRecord, void, undefined> {
  const items = queryItems(table, {
    KeyConditionExpression: 'pk = :pk AND sk >= :from',
    ExpressionAttributeValues: { ':pk': from.pk, ':from': from.sk, ...values },
    ScanIndexForward: false,
    ...query,
  });
  for await (const item of items) yield recordFrom(item);
}

/** Reads the events of one account from its list of events, which outlives the account. */
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

/** Reads the events of these list entries, in the same order. */
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
