import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditEventName } from '../../../../functions/core/audit/event.ts';
import { putAudit } from '../../../../functions/core/storage/audit-append.ts';
import { findDeletions } from '../../../../functions/core/storage/audit-deletions.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const day = 24 * 3_600_000;
const now = Date.UTC(2026, 10, 30, 12);
let last = 0;
const happened = (user: string, event: AuditEventName, at: number) => {
  last += 1;
  return putAudit(store.table, { id: `evt_${last}`, at, event, actor: 'operator', user });
};

beforeAll(async () => {
  await happened('gone', 'user.created', now - 9 * day);
  await happened('gone', 'user.deleted', now - 2 * day);
  await happened('gone', 'provider.signed_out', now - day);
  await happened('back', 'user.deleted', now - 3 * day);
  await happened('back', 'user.created', now - 3 * day + 1);
  await happened('here', 'user.created', now - 9 * day);
  await happened('another', 'user.deleted', now - day);
  await happened('old', 'user.deleted', now - 8 * day);
});

// With many accounts the log itself is read, instead of each account's list.
test.each([
  ['few', 0],
  ['many', 200],
])('of %s accounts, those are deleted whose latest creation or deletion is a deletion', async (_, others) => {
  const more = Array.from({ length: others }, (_each, index) => `other${index}`);
  const accounts = new Set([...more, 'gone', 'back', 'here', 'unknown', 'old']);
  const found = (since: number) => findDeletions(store.table, accounts, { since, now });
  expect([...(await found(now - 10 * day)).keys()].sort()).toEqual(['gone', 'old']);
  expect((await found(now - 10 * day)).get('gone')).toMatchObject({ event: 'user.deleted', at: now - 2 * day });
  expect([...(await found(now - 5 * day)).keys()]).toEqual(['gone']);
});
