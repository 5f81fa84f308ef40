import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SecretStage } from '../../../../functions/core/provider/client-secret/versions.ts';
import { createFallbackRecorder } from '../../../../functions/core/storage/secret-fallbacks.ts';
import { findSecretStatus } from '../../../../functions/core/storage/secret-status.ts';
import { jsonAnswer } from '../support/loopback-server.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

let providers = 0;
let provider: string;
let writesBefore: number;
beforeEach(() => {
  providers += 1;
  provider = `corp-${providers}`;
  writesBefore = store.requests('UpdateItem').length;
});

/** Notes fallbacks as an instance does, under a clock that the test sets. */
function scene() {
  const state = { now: 1_700_000_000_000 };
  const lines: Record<string, unknown>[] = [];
  const note = createFallbackRecorder({
    table: store.table,
    clock: () => state.now,
    log: (level, event, fields) => void lines.push({ level, event, ...fields }),
  });
  return { state, lines, note };
}

/** A version that has served. */
const served = (stage: SecretStage, id = 'v1') => ({ stage, version: { id, value: {}, createdAt: 0 } });

const counted = async () => Object.fromEntries((await findSecretStatus(store.table, { provider })).fallbacks);
const writes = () => store.requests('UpdateItem').length - writesBefore;

test('each fallback is one log line, and counted by use and stage', async () => {
  const { note, lines, state } = scene();
  await note(provider, 'authenticate', served('pending'));
  await note(provider, 'verify', served('pending'));
  await note(provider, 'verify', served('previous'));
  const line = { level: 'warn', event: 'client_secret_fallback', provider };
  expect(lines).toEqual([
    { ...line, use: 'authenticate', stage: 'pending' },
    { ...line, use: 'verify', stage: 'pending' },
    { ...line, use: 'verify', stage: 'previous' },
  ]);
  expect(await counted()).toEqual({ 'authenticate pending': 1, 'verify pending': 1, 'verify previous': 1 });
  expect((await findSecretStatus(store.table, { provider })).lastFallbackAt).toBe(state.now);
});

test('one kind is written at most once a second, with the accumulated count', async () => {
  const { note, lines, state } = scene();
  await note(provider, 'verify', served('pending'));
  for (let index = 0; index < 9; index += 1) await note(provider, 'verify', served('pending'));
  state.now += 999;
  await note(provider, 'verify', served('pending'));
  expect([writes(), await counted()]).toEqual([1, { 'verify pending': 1 }]);
  state.now += 1;
  await note(provider, 'verify', served('pending'));
  expect([writes(), await counted()]).toEqual([2, { 'verify pending': 12 }]);
  state.now += 1000;
  await note(provider, 'verify', served('pending'));
  expect([writes(), await counted()]).toEqual([3, { 'verify pending': 13 }]);
  expect(lines).toHaveLength(13);
});

test('concurrent fallbacks too', async () => {
  const { note, lines, state } = scene();
  await Promise.all(Array.from({ length: 20 }, () => note(provider, 'authenticate', served('newer'))));
  expect([writes(), lines.length]).toEqual([1, 20]);
  state.now += 1000;
  await note(provider, 'authenticate', served('newer'));
  expect(await counted()).toEqual({ 'authenticate newer': 21 });
});

test('kinds and providers are independent', async () => {
  const { note } = scene();
  await Promise.all([note(provider, 'verify', served('pending')), note(provider, 'verify', served('previous'))]);
  await Promise.all([
    note(provider, 'authenticate', served('pending')),
    note(`${provider}-2`, 'verify', served('pending')),
  ]);
  expect(writes()).toBe(4);
});

test('a failing table prevents no sign-in, and is logged', async () => {
  const { note, lines, state } = scene();
  const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);
  store.failNext(failure, failure);
  await note(provider, 'verify', served('pending'));
  expect(lines).toEqual([
    expect.objectContaining({ level: 'warn', event: 'client_secret_fallback' }),
    { level: 'error', event: 'fallback_not_counted', provider, causes: expect.any(Array) },
  ]);
  state.now += 1000;
  await note(provider, 'verify', served('pending'));
  expect(lines).toHaveLength(3);
  expect(Object.keys(await counted())).toEqual(['verify pending']);
});

test('a version that the token endpoint accepted is recorded, one that only verified is not', async () => {
  const { note, state } = scene();
  await note(provider, 'verify', served('previous', 'v0'));
  expect(await findSecretStatus(store.table, { provider })).not.toHaveProperty('accepted');
  await note(provider, 'authenticate', served('pending', 'v2'));
  const accepted = { version: 'v2', at: state.now };
  expect((await findSecretStatus(store.table, { provider })).accepted).toEqual(accepted);
  await note(provider, 'verify', served('pending', 'v3'));
  expect((await findSecretStatus(store.table, { provider })).accepted).toEqual(accepted);
  await note(provider, 'authenticate', served('pending', 'v3'));
  expect((await findSecretStatus(store.table, { provider })).accepted).toMatchObject({ version: 'v3' });
});
