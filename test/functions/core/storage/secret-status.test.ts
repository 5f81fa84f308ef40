import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  countFallbacks,
  createReadHistory,
  findSecretStatus,
  recordVersionStatus,
  type SecretName,
} from '../../../../functions/core/storage/secret-status.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

let providers = 0;
let name: { readonly provider: string };
beforeEach(() => {
  providers += 1;
  name = { provider: `corp-${providers}` };
});

const statusOf = (of: SecretName = name) => findSecretStatus(store.table, of);
const proof = { version: 'v1', at: 1000, outcome: 'right', reason: 'the provider knows it (400 invalid_grant)' };
const failure = { version: 'v2', at: 2000, step: 'testSecret', reason: 'the client secret is wrong' };

describe('a secret without a recorded status', () => {
  test('has an empty status', async () => {
    expect(await statusOf()).toEqual({ fallbacks: new Map() });
    expect(await statusOf('session-keys')).toEqual({ fallbacks: new Map() });
  });
});

test('fallbacks are returned in a stable order', async () => {
  const kinds = ['verify previous', 'authenticate staged', 'verify pending', 'authenticate pending', 'verify staged'];
  for (const kind of kinds) await countFallbacks(store.table, name, kind, { count: 1, at: 1000, accepted: undefined });
  expect([...(await statusOf()).fallbacks.keys()]).toEqual(kinds.toSorted());
});

describe('recordVersionStatus', () => {
  test('stores each kind beside the others, in one item', async () => {
    await recordVersionStatus(store.table, name, { proof });
    await recordVersionStatus(store.table, name, { promoted: { version: 'v1', at: 1500 } });
    await recordVersionStatus(store.table, name, { failure });
    const promoted = { version: 'v1', at: 1500 };
    expect(await statusOf()).toEqual({ proof, promoted, failure, fallbacks: new Map() });
    const items = Object.keys(await store.items()).filter((key) => key.includes(name.provider));
    expect(items).toEqual([`SECRET#provider#${name.provider} STATUS`]);
  });

  test('replaces the whole earlier record of the kind', async () => {
    await recordVersionStatus(store.table, name, { failure, proof });
    await recordVersionStatus(store.table, name, { proof: { ...proof, version: 'v2', outcome: 'wrong' } });
    const later = { version: 'v3', at: 3000, step: 'createSecret', reason: 'no client secret is staged' };
    await recordVersionStatus(store.table, name, { failure: later });
    expect(await statusOf()).toMatchObject({ proof: { version: 'v2', outcome: 'wrong' }, failure: later });
  });

  test('removes a failure with a promotion, and nothing else', async () => {
    await recordVersionStatus(store.table, name, { failure, proof });
    await countFallbacks(store.table, name, 'verify pending', { count: 1, at: 1000, accepted: undefined });
    await recordVersionStatus(store.table, name, { promoted: { version: 'v2', at: 3000 } });
    const status = await statusOf();
    expect(status).not.toHaveProperty('failure');
    expect(status).toMatchObject({ proof, promoted: { version: 'v2', at: 3000 }, lastFallbackAt: 1000 });
    await recordVersionStatus(store.table, name, { proof });
    expect((await statusOf()).promoted).toEqual({ version: 'v2', at: 3000 });
  });

  test('keeps a failure that is recorded together with a promotion', async () => {
    await recordVersionStatus(store.table, name, { failure, promoted: { version: 'v2', at: 3000 } });
    expect(await statusOf()).toMatchObject({ failure, promoted: { version: 'v2', at: 3000 } });
  });

  test('stores providers and session keys separately', async () => {
    await recordVersionStatus(store.table, { provider: 'session-keys' }, { failure });
    expect(await statusOf('session-keys')).not.toHaveProperty('failure');
    await recordVersionStatus(store.table, 'session-keys', { promoted: { version: 'k1', at: 1 } });
    expect(await statusOf('session-keys')).toMatchObject({ promoted: { version: 'k1', at: 1 } });
    expect(await statusOf({ provider: 'session-keys' })).not.toHaveProperty('promoted');
    expect(await statusOf()).toEqual({ fallbacks: new Map() });
  });
});

describe('countFallbacks', () => {
  test('adds up per kind, with the time of the last one', async () => {
    await countFallbacks(store.table, name, 'authenticate pending', { count: 2, at: 1000, accepted: undefined });
    await countFallbacks(store.table, name, 'verify previous', { count: 1, at: 2000, accepted: undefined });
    await countFallbacks(store.table, name, 'authenticate pending', { count: 3, at: 3000, accepted: undefined });
    expect(await statusOf()).toEqual({
      fallbacks: new Map([
        ['authenticate pending', 5],
        ['verify previous', 1],
      ]),
      lastFallbackAt: 3000,
    });
  });

  test('loses none of many concurrent writes', async () => {
    const counts = Array.from({ length: 20 }, (_, index) => index + 1);
    await Promise.all(
      counts.map((count) =>
        countFallbacks(store.table, name, 'verify pending', { count, at: 1000, accepted: undefined }),
      ),
    );
    expect((await statusOf()).fallbacks).toEqual(new Map([['verify pending', 210]]));
  });
});

describe('createReadHistory', () => {
  const at = 1500;

  test('returns the promoted, the proved and the accepted versions', async () => {
    const history = createReadHistory(store.table);
    expect(await history(name.provider)).toEqual({ accepted: [] });
    await recordVersionStatus(store.table, name, { promoted: { version: 'v1', at }, proof });
    expect(await history(name.provider)).toEqual({ promoted: { version: 'v1', at }, accepted: ['v1'] });
    const accepted = { version: 'v2', at };
    await countFallbacks(store.table, name, 'authenticate pending', { count: 1, at, accepted });
    expect((await history(name.provider)).accepted).toEqual(['v1', 'v2']);
    await recordVersionStatus(store.table, name, { proof: { ...proof, version: 'v3', outcome: 'wrong' } });
    expect((await history(name.provider)).accepted).toEqual(['v2']);
    expect(await history('another')).toEqual({ accepted: [] });
  });
});
