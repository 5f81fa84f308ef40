import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createNoteFallback } from '../../../functions/core/secret-fallbacks.ts';
import { findSecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { jsonAnswer } from './support/loopback-server.ts';
import { startTable, type TestTable } from './support/table.ts';

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
  const note = createNoteFallback({
    table: store.table,
    clock: () => state.now,
    log: (level, event, fields) => void lines.push({ level, event, ...fields }),
  });
  return { state, lines, note };
}

const counted = async () => Object.fromEntries((await findSecretStatus(store.table, { provider })).fallbacks);
const writes = () => store.requests('UpdateItem').length - writesBefore;

test('each fallback is one line, and is counted by use and stage', async () => {
  const { note, lines, state } = scene();
  await note(provider, 'authenticate', 'pending');
  await note(provider, 'verify', 'pending');
  await note(provider, 'verify', 'previous');
  const line = { level: 'warn', event: 'client_secret_fallback', provider };
  expect(lines).toEqual([
    { ...line, use: 'authenticate', stage: 'pending' },
    { ...line, use: 'verify', stage: 'pending' },
    { ...line, use: 'verify', stage: 'previous' },
  ]);
  expect(await counted()).toEqual({ 'authenticate pending': 1, 'verify pending': 1, 'verify previous': 1 });
  expect((await findSecretStatus(store.table, { provider })).lastFallbackAt).toBe(state.now);
});

test('one kind is written once a second at most, with what has added up since', async () => {
  const { note, lines, state } = scene();
  await note(provider, 'verify', 'pending');
  for (let index = 0; index < 9; index += 1) await note(provider, 'verify', 'pending');
  state.now += 999;
  await note(provider, 'verify', 'pending');
  expect([writes(), await counted()]).toEqual([1, { 'verify pending': 1 }]);
  state.now += 1;
  await note(provider, 'verify', 'pending');
  expect([writes(), await counted()]).toEqual([2, { 'verify pending': 12 }]);
  state.now += 1000;
  await note(provider, 'verify', 'pending');
  expect([writes(), await counted()]).toEqual([3, { 'verify pending': 13 }]);
  expect(lines).toHaveLength(13);
});

test('the same goes for many at once', async () => {
  const { note, lines, state } = scene();
  await Promise.all(Array.from({ length: 20 }, () => note(provider, 'authenticate', 'newer')));
  expect([writes(), lines.length]).toEqual([1, 20]);
  state.now += 1000;
  await note(provider, 'authenticate', 'newer');
  expect(await counted()).toEqual({ 'authenticate newer': 21 });
});

test('kinds and providers do not wait for each other', async () => {
  const { note } = scene();
  await Promise.all([note(provider, 'verify', 'pending'), note(provider, 'verify', 'previous')]);
  await Promise.all([note(provider, 'authenticate', 'pending'), note(`${provider}-2`, 'verify', 'pending')]);
  expect(writes()).toBe(4);
});

test('a table that fails keeps nobody from signing in, and is a line for an alarm', async () => {
  const { note, lines, state } = scene();
  const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);
  store.failNext(failure, failure);
  await note(provider, 'verify', 'pending');
  expect(lines).toEqual([
    expect.objectContaining({ level: 'warn', event: 'client_secret_fallback' }),
    { level: 'error', event: 'fallback_not_counted', provider, causes: expect.any(Array) },
  ]);
  state.now += 1000;
  await note(provider, 'verify', 'pending');
  expect(lines).toHaveLength(3);
  expect(Object.keys(await counted())).toEqual(['verify pending']);
});
