import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../../functions/core/audit/event.ts';
import { auditMilliseconds, putAudit } from '../../../../functions/core/storage/audit-append.ts';
import { type AuditSelection, readAuditLog } from '../../../../functions/core/storage/audit-read.ts';
import { startTable, type TestTable } from '../support/table.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 10, 24, 0, 30);

/** An event for each hour of the three days before, the latest first; every third is about ann. */
const events: readonly AuditRecord[] = Array.from({ length: 72 }, (_, index) => ({
  id: `evt_${index}`,
  at: now - index * hour,
  event: 'user.signed_in',
  actor: 'user',
  user: index % 3 === 0 ? 'usr_ann' : 'usr_bob',
  sourceIp: '192.0.2.7',
}));
const refused: AuditRecord = { id: 'evt_refused', at: now - 90_000, event: 'user.sign_in_refused', actor: 'user' };

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
  for (const event of [...events, refused]) await putAudit(store.table, event);
});
afterAll(() => store.close());

async function read(selection: Partial<AuditSelection> & { readonly since: number }): Promise<readonly AuditRecord[]> {
  const records: AuditRecord[] = [];
  for await (const record of readAuditLog(store.table, { now, ...selection })) records.push(record);
  return records;
}

test('all events since a time, latest first, across days', async () => {
  expect(await read({ since: now - 100 * hour })).toEqual([events[0], refused, ...events.slice(1)]);
  expect(await read({ since: now - 30 * hour })).toEqual([events[0], refused, ...events.slice(1, 31)]);
  expect(await read({ since: now - 60_000 })).toEqual([events[0]]);
  expect(await read({ since: now + 1 })).toEqual([]);
});

test('an event of a clock ahead of ours is not missed, even if dated tomorrow', async () => {
  const at = Date.UTC(2026, 10, 23, 23, 59, 59);
  expect((await read({ since: at - 1, now: at })).at(0)).toEqual(events[0]);
});

test('only the events of one account', async () => {
  const ofAnn = events.filter(({ user }) => user === 'usr_ann');
  expect(await read({ user: 'usr_ann', since: now - 100 * hour })).toEqual(ofAnn);
  expect(await read({ user: 'usr_ann', since: now - 30 * hour })).toEqual(ofAnn.slice(0, 11));
  expect(await read({ user: 'usr_nobody', since: 0 })).toEqual([]);
});

test('each event reads the same every time', async () => {
  const selection = { since: now - 100 * hour };
  expect(JSON.stringify(await read(selection))).toBe(JSON.stringify(await read(selection)));
});

test('more events of one account than fit in a page', async () => {
  const many = Array.from({ length: 250 }, (_, index): AuditRecord => {
    return { id: `evt_many_${index}`, at: now - index, event: 'user.signed_in', actor: 'user', user: 'usr_many' };
  });
  // A few at a time: a busy engine that has all at once exceeds the time for an answer.
  for (let start = 0; start < many.length; start += 20) {
    await Promise.all(many.slice(start, start + 20).map((event) => putAudit(store.table, event)));
  }
  expect(await read({ user: 'usr_many', since: now - hour })).toEqual(many);
});

test('reads no days before the retention period', async () => {
  const before = store.requests('Query').length;
  await read({ since: 0 });
  const days = Math.ceil(auditMilliseconds / (24 * hour)) + 1;
  expect(store.requests('Query').length - before).toBeLessThan(8 * (days + 2));
});
