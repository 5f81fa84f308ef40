import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { auditItem, putAudit } from '../../../../functions/core/storage/audit-append.ts';
import { ConditionFailed } from '../../../../functions/core/storage/table/errors.ts';
import { newRecord, newUser, start } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

test('an event is in a shard of its day and on its user’s list, for a year', () => {
  const user = newUser();
  const record = { ...newRecord(user), attributes: ['name', 'email'], sourceIp: '192.0.2.7' };
  const { pk, sk, list, list_at, expires_at, ...fields } = unmarshall(auditItem(record));
  expect(pk).toMatch(/^AUDIT#2026-11-23#[0-7]$/);
  expect(sk).toBe(`2026-11-23T12:00:00.000Z#${record.id}`);
  expect([list, list_at]).toEqual([`AUDIT#${user.id}`, start]);
  expect(expires_at).toBe(start / 1000 + 365 * 24 * 3600);
  expect(fields).toEqual(record);
});

test('an event without a user is on no list', () => {
  const item = auditItem({ id: 'evt_1', at: start, event: 'provider.disabled', actor: 'operator', provider: 'corp' });
  expect(item).not.toHaveProperty('list');
  expect(item).not.toHaveProperty('user');
});

test('no audit event is overwritten', async () => {
  const record = newRecord(newUser());
  expect(await putAudit(store.table, record)).toBe(true);
  const before = await store.items();
  await expect(putAudit(store.table, { ...record, event: 'user.deleted' })).rejects.toBeInstanceOf(ConditionFailed);
  // The answer to the first attempt may be lost, and the same event come again.
  expect(await putAudit(store.table, record)).toBe(false);
  expect(await store.items()).toEqual(before);
});
