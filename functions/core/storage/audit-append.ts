import { isDeepStrictEqual } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/event.ts';
import { ConditionFailed, outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import { listed, shardOf, userAuditList } from './table/list-index.ts';
import type { Item, Table, TransactionStep } from './table/port.ts';

/** Retention of audit events, in milliseconds: a year. */
export const auditMilliseconds = 365 * 24 * 3_600_000;

/**
 * Creates the item of an audit event. Its partition is one shard of the event's day. The event's identifier selects the
 * shard. If the event concerns a user, the index lists the item among that user's events.
 */
export function auditItem(record: AuditRecord): Item {
  const { at, user, ...fields } = record;
  const time = new Date(at).toISOString();
  return {
    ...keys.audit(time.slice(0, 10), shardOf(record.id), time, record.id),
    ...expiresAt(at + auditMilliseconds),
    ...marshall({ ...fields, at, ...(user !== undefined && { user }) }, { removeUndefinedValues: true }),
    ...(user !== undefined && listed(userAuditList(user), at)),
  };
}

/**
 * Transaction steps that write audit events together with the change that they record. Existing events are never
 * overwritten.
 */
export function auditSteps(records: readonly AuditRecord[]): readonly TransactionStep[] {
  return records.map((record) => ({
    name: 'audit',
    write: { Put: { Item: auditItem(record), ConditionExpression: 'attribute_not_exists(pk)' } },
  }));
}

/**
 * Writes one audit event (idempotent). If an equal item exists, an earlier attempt whose response was lost has written
 * it.
 * @returns Whether this call wrote the event.
 * @throws ConditionFailed if a different event has the same key.
 */
export async function putAudit(table: Table, record: AuditRecord): Promise<boolean> {
  const Item = auditItem(record);
  const outcome = await outcomeOf(table.put({ Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  if (outcome.done) return true;
  if (isDeepStrictEqual(outcome.item, Item)) return false;
  throw new ConditionFailed(outcome.item);
}
