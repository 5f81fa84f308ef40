import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { AuditRecord } from '../../../../functions/core/audit/event.ts';
import { providerSwitches, switchProvider } from '../../../../functions/core/storage/provider-switches.ts';
import { unusableProviders } from '../../../../functions/core/storage/usable-providers.ts';
import { providerSettings } from '../support/settings.ts';
import { startTable, type TestTable } from '../support/table.ts';

/** The providers of these names with which nobody can sign in. */
const disabledProviders = (table: TestTable['table'], names: readonly string[]) =>
  unusableProviders(
    table,
    names.map((name) => providerSettings({ name })),
  );

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

test('is off from switching off until switching on, with an audit event each', async () => {
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

test('is switched once by concurrent operators', async () => {
  const switches = (enabled: boolean) =>
    ['ann', 'bob', 'cy'].map((by, index) =>
      switchProvider(store.table, 'busy', { enabled, at: 1_700_000_000_000 + index, by }, [
        { ...event(enabled ? 'provider.enabled' : 'provider.disabled'), id: `evt_${enabled}_${by}`, provider: 'busy' },
      ]),
    );
  const eventsOf = async () =>
    Object.entries(await store.items()).filter(
      ([key, item]) => key.startsWith('AUDIT#') && item['provider']?.S === 'busy',
    );
  expect(await Promise.all(switches(true))).toEqual([false, false, false]);
  expect(await providerSwitches(store.table, ['busy'])).toEqual(new Map());
  for (const [enabled, events] of [
    [false, 1],
    [true, 2],
  ] as const) {
    const done = await Promise.all(switches(enabled));
    expect(done.filter((each) => each)).toHaveLength(1);
    const by = ['ann', 'bob', 'cy'][done.indexOf(true)];
    expect((await providerSwitches(store.table, ['busy'])).get('busy')).toMatchObject({ enabled, by });
    expect(await eventsOf()).toHaveLength(events);
  }
});

test('without a name nothing is read', async () => {
  const before = store.requests('BatchGetItem').length;
  expect(await disabledProviders(store.table, [])).toEqual(new Set());
  expect(store.requests('BatchGetItem')).toHaveLength(before);
});
