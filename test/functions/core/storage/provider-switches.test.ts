import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../../functions/core/audit/event.ts';
import {
  disabledProviders,
  providerSwitches,
  switchProvider,
} from '../../../../functions/core/storage/provider-switches.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

function event(name: AuditRecord['event']): AuditRecord {
  return {
    id: `evt_${name}`,
    at: 1_700_000_000_000,
    event: name,
    actor: 'operator',
    operator: 'root',
    provider: 'corp',
  };
}

test('a provider that was never switched is on', async () => {
  expect(await disabledProviders(store.table, ['corp', 'op'])).toEqual(new Set());
  expect(await providerSwitches(store.table, ['corp', 'op'])).toEqual(new Map());
});

test('is off from the moment it is switched off until it is switched on, with the event beside it', async () => {
  const off = { enabled: false, at: 1_700_000_000_000, by: 'root' };
  await switchProvider(store.table, 'corp', off, [event('provider.disabled')]);
  expect(await disabledProviders(store.table, ['corp', 'corp-2', 'op'])).toEqual(new Set(['corp']));
  expect(await providerSwitches(store.table, ['corp', 'op'])).toEqual(new Map([['corp', off]]));

  const on = { enabled: true, at: 1_700_000_060_000, by: 'ann' };
  await switchProvider(store.table, 'corp', on, [event('provider.enabled')]);
  expect(await disabledProviders(store.table, ['corp'])).toEqual(new Set());
  expect(await providerSwitches(store.table, ['corp'])).toEqual(new Map([['corp', on]]));
  const events = Object.entries(await store.items()).filter(([key]) => key.startsWith('AUDIT#'));
  expect(events.map(([, item]) => item['event']?.S).sort()).toEqual(['provider.disabled', 'provider.enabled']);
});

test('without a name nothing is read', async () => {
  const before = store.requests('BatchGetItem').length;
  expect(await disabledProviders(store.table, [])).toEqual(new Set());
  expect(store.requests('BatchGetItem')).toHaveLength(before);
});
