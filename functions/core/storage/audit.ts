import { isDeepStrictEqual } from 'node:util';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditRecord } from '../audit/event.ts';
import { ConditionFailed, outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import { listed, shardOf, userAuditList } from './table/list-index.ts';
import type { Item, Table, TransactionStep } from './table/port.ts';

/** Milliseconds for which events are kept: a year. */
export const auditMilliseconds = 365 * 24 * 3_600_000;

/** The item of an event: in the part of its day that its identifier falls into, and on its user's list. */
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

/** The steps that write events down with what they are about. Nothing there is ever written over. */
export function auditSteps(records: readonly AuditRecord[]): readonly TransactionStep[] {
  return records.map((record) => ({
    name: 'audit',
    write: { Put: { Item: auditItem(record), ConditionExpression: 'attribute_not_exists(pk)' } },
  }));
}

/**
 * Writes an event down by itself. One that is there already is the work of an attempt whose answer was lost.
 * @returns Whether it was not there yet.
 * @throws ConditionFailed where another event has its place.
 */
export async function putAudit(table: Table, record: AuditRecord): Promise<boolean> {
  const Item = auditItem(record);
  const outcome = await outcomeOf(table.put({ Item, ConditionExpression: 'attribute_not_exists(pk)' }));
  if (outcome.done) return true;
  if (isDeepStrictEqual(outcome.item, Item)) return false;
  throw new ConditionFailed(outcome.item);
}
