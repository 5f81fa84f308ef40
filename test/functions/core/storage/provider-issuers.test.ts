import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordOf } from '../../../../functions/core/audit/record.ts';
import { adoptIssuer, recordedIssuers, recordIssuer } from '../../../../functions/core/storage/provider-issuers.ts';
import { requireUsableProvider, unusableProviders } from '../../../../functions/core/storage/usable-providers.ts';
import { problem } from '../support/problems.ts';
import { providerSettings } from '../support/settings.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const old = providerSettings({ issuer: 'https://old.example.com' });
const other = providerSettings({ issuer: 'https://new.example.com' });
const notAdopted = problem('provider_not_adopted', { details: { provider: 'corp' } });
const adoption = (id: string) =>
  recordOf(
    { event: 'provider.adopted', actor: 'operator', operator: 'ann', provider: 'corp', reason: id },
    { clock: () => 2000, random: (bytes) => new Uint8Array(bytes).fill(id.charCodeAt(0)) },
  );

test('a provider with which nobody has signed in may be used, and nothing is recorded', async () => {
  expect(await requireUsableProvider(store.table, old)).toBeUndefined();
  expect(await unusableProviders(store.table, [old])).toEqual(new Set());
  expect(await unusableProviders(store.table, [])).toEqual(new Set());
  expect(await recordedIssuers(store.table, ['corp'])).toEqual(new Map());
});

test('of concurrent first sign-ins at two issuers only those at one of them go on', async () => {
  const race = await Promise.allSettled([old, other, old, other].map((each) => recordIssuer(store.table, each, 1000)));
  const recorded = (await recordedIssuers(store.table, ['corp'])).get('corp');
  const [wins, loses] = recorded?.issuer === old.issuer ? [old, other] : [other, old];
  expect(race.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
  expect(await requireUsableProvider(store.table, wins)).toEqual({ issuer: wins.issuer, identityKey: 'sub', at: 1000 });
  await expect(requireUsableProvider(store.table, loses)).rejects.toEqual(notAdopted);
  await expect(recordIssuer(store.table, loses, 1000)).rejects.toEqual(notAdopted);
  await expect(requireUsableProvider(store.table, { ...wins, identityKey: 'tid_oid' })).rejects.toEqual(notAdopted);
  expect(await unusableProviders(store.table, [loses, providerSettings({ name: 'op' })])).toEqual(new Set(['corp']));
});

test('an operator adopts what they saw, and nothing that was recorded meanwhile', async () => {
  const known = (await recordedIssuers(store.table, ['corp'])).get('corp');
  const next = providerSettings({ issuer: 'https://next.example.com' });
  const by = { at: 2000, by: 'ann' };
  expect(await adoptIssuer(store.table, next, undefined, by, [adoption('a')])).toBe(false);
  expect(await adoptIssuer(store.table, next, known, by, [adoption('b')])).toBe(true);
  expect(await adoptIssuer(store.table, old, known, by, [adoption('c')])).toBe(false);
  const recorded = { issuer: next.issuer, identityKey: 'sub', ...by };
  expect(await recordedIssuers(store.table, ['corp'])).toEqual(new Map([['corp', recorded]]));
  const events = Object.entries(await store.items()).filter(([key]) => key.startsWith('AUDIT#'));
  expect(events.map(([, item]) => item['reason']?.S)).toEqual(['b']);
});
