import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Problem } from '../../../../../functions/core/errors.ts';
import { sharedDocuments } from '../../../../../functions/core/provider/documents/cache.ts';
import type { DocumentStore } from '../../../../../functions/core/provider/documents/store.ts';
import { findDocument, storeDocument } from '../../../../../functions/core/storage/provider-document-items.ts';
import { createDocumentStores } from '../../../../../functions/core/storage/provider-document-store.ts';
import { problem } from '../../support/problems.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const staleness = { freshFor: 60_000, usableFor: 600_000 };
const junk = 'junk';

/** A provider with a document of its own, and what instances of the functions know of it. */
let documents = 0;
let url: string;
const provider = { body: '', down: false, late: 0, asked: 0 };
const state = { ahead: 0 };
const clock = () => Date.now() + state.ahead;
beforeEach(() => {
  documents += 1;
  url = `https://login.example.com/${documents}`;
  Object.assign(provider, { body: 'one', down: false, late: 0, asked: 0 });
  state.ahead = 0;
});

/** A new instance of a function. Its clock may be ahead, and its store another in part. */
function instance(writable: readonly 'jwks'[] = ['jwks'], ahead = 0, other: Partial<DocumentStore> = {}) {
  const own = () => clock() + ahead;
  return sharedDocuments<{ readonly body: string }>({
    clock: own,
    staleness,
    parse(body) {
      if (body === junk) throw new Problem('provider_error', 'junk');
      return { body };
    },
    async call() {
      provider.asked += 1;
      const { body } = provider;
      await sleep(provider.late);
      if (provider.down) throw new Problem('provider_unreachable', 'down');
      return { status: 200, body };
    },
    store: {
      ...createDocumentStores({ table: store.table, log: () => undefined, clock: own, writable })('jwks'),
      ...other,
    },
  });
}
/** What a new instance reads. */
const read = async () => (await instance().get(url)).body;
const name = () => ({ kind: 'jwks', url }) as const;

describe('a fresh document', () => {
  test('is asked for once, however many instances there are', async () => {
    expect([await read(), await read(), await read()]).toEqual(['one', 'one', 'one']);
    expect(provider.asked).toBe(1);
  });

  test('is as old as its fetching, wherever it is read', async () => {
    await read();
    state.ahead += 59_000;
    const later = instance();
    provider.body = 'two';
    expect((await later.get(url)).body).toBe('one');
    state.ahead += 1_000;
    expect((await later.get(url)).body).toBe('two');
    expect(provider.asked).toBe(2);
  });

  test('is read from the others again once the own one is stale', async () => {
    const one = instance();
    await one.get(url);
    state.ahead += 60_000;
    provider.body = 'two';
    expect(await read()).toBe('two');
    expect((await one.get(url)).body).toBe('two');
    expect(provider.asked).toBe(2);
  });

  test('that has not changed stays the same value', async () => {
    const one = instance();
    const value = await one.get(url);
    state.ahead += 60_000;
    expect(await one.get(url)).toBe(value);
    expect(provider.asked).toBe(2);
  });

  test('is not kept for others by one who may not, who reads theirs all the same', async () => {
    await instance([]).get(url);
    expect(await findDocument(store.table, name())).toBeUndefined();
    await read();
    await instance([]).get(url);
    expect(provider.asked).toBe(2);
  });
});

describe('while the provider is down', () => {
  test('a stale document is used, also by an instance that has never seen it, and no longer than it is usable', async () => {
    await read();
    provider.down = true;
    state.ahead += 599_000;
    expect(await read()).toBe('one');
    expect(provider.asked).toBe(2);
    state.ahead += 1_000;
    await expect(read()).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('a new instance waits for it no longer than one that knows the document already', async () => {
    const one = instance();
    await one.get(url);
    state.ahead += 60_000;
    Object.assign(provider, { down: true, late: 4_000 });
    for (const each of [one, instance()]) {
      const before = Date.now();
      expect((await each.get(url)).body).toBe('one');
      expect(Date.now() - before).toBeLessThan(1_500);
    }
  });

  test('no older one replaces the known one', async () => {
    const one = instance([]);
    await read();
    state.ahead += 60_000;
    provider.body = 'two';
    expect((await one.get(url)).body).toBe('two');
    provider.down = true;
    state.ahead += 60_000;
    expect((await one.get(url)).body).toBe('two');
    expect(await read()).toBe('one');
  });
});

describe('a stored document', () => {
  test('that will not do is neither believed nor fatal, and is replaced', async () => {
    await storeDocument(store.table, name(), { body: junk, fetchedAt: clock() - 1_000 }, clock());
    expect(await read()).toBe('one');
    expect((await findDocument(store.table, name()))?.body).toBe('one');
  });

  test('that will not do does not help while the provider is down', async () => {
    await storeDocument(store.table, name(), { body: junk, fetchedAt: clock() - 1_000 }, clock());
    provider.down = true;
    await expect(read()).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('from the future is used only if the provider fails', async () => {
    await instance(['jwks'], 30_000).get(url);
    provider.body = 'two';
    expect(await read()).toBe('two');
    provider.down = true;
    expect(await read()).toBe('one');
  });

  test('is none if the fetched one is invalid', async () => {
    provider.body = junk;
    await expect(read()).rejects.toEqual(problem('provider_error'));
    expect(await findDocument(store.table, name())).toBeUndefined();
  });
});

describe('newer', () => {
  test('is what another instance has read since', async () => {
    const [one, other] = [instance(), instance()];
    const [known, theirs] = [await one.get(url), await other.get(url)];
    provider.body = 'two';
    expect((await other.newer(url, theirs)).body).toBe('two');
    expect((await one.newer(url, known)).body).toBe('two');
    expect(provider.asked).toBe(2);
  });

  test('is not a copy that others have stored since, if it is the same', async () => {
    const one = instance();
    const known = await one.get(url);
    state.ahead += 60_000;
    await instance().get(url);
    provider.body = 'two';
    expect((await one.newer(url, known)).body).toBe('two');
    expect(provider.asked).toBe(3);
  });

  test('is asked for once a second by all instances together; the others are given what that brings', async () => {
    const instances = Array.from({ length: 10 }, () => instance());
    const known = await Promise.all(instances.map((each) => each.get(url)));
    const before = provider.asked;
    provider.body = 'two';
    const found = await Promise.all(instances.map((each, index) => each.newer(url, known[index] ?? { body: '' })));
    expect(found.map(({ body }) => body)).toEqual(Array(10).fill('two'));
    expect(provider.asked).toBe(before + 1);
  });

  test('comes to all who ask for it, one after the other, however long the provider takes', async () => {
    const instances = Array.from({ length: 6 }, () => instance());
    const known = await Promise.all(instances.map((each) => each.get(url)));
    Object.assign(provider, { body: 'two', late: 1_500 });
    const ask = async (each: ReturnType<typeof instance>, index: number) => {
      await sleep(index * 60);
      return (await each.newer(url, known[index] ?? { body: '' })).body;
    };
    expect(await Promise.all(instances.map(ask))).toEqual(Array(6).fill('two'));
  });

  test('is not missed for another of the instance who asked before it was there', async () => {
    let theirs = Date.now();
    const one = instance(['jwks'], 0, { acquireRefreshSlot: async () => Date.now() - theirs >= 1_000 });
    const known = await one.get(url);
    const junk = one.newer(url, known);
    await sleep(50);
    // The turn of another instance, which looked before the keys were turned.
    theirs = Date.now();
    await storeDocument(store.table, name(), { body: 'one', fetchedAt: theirs }, theirs);
    await sleep(200);
    provider.body = 'two';
    expect((await one.newer(url, known)).body).toBe('two');
    await junk;
  });

  test('asked for again and again by many instances for nothing, the provider answers once a second', async () => {
    const instances = Array.from({ length: 10 }, () => instance());
    await Promise.all(instances.map((each) => each.get(url)));
    const [before, end] = [provider.asked, Date.now() + 3_000];
    const ask = async (each: ReturnType<typeof instance>) => {
      while (Date.now() < end) {
        const known = await each.get(url);
        expect(await each.newer(url, known)).toBe(known);
      }
    };
    await Promise.all(instances.map(ask));
    const seconds = (Date.now() - end + 3_000) / 1_000;
    expect(provider.asked - before).toBeGreaterThanOrEqual(2);
    expect(provider.asked - before).toBeLessThanOrEqual(Math.floor(seconds) + 1);
  });

  test('is found by an instance that lost the refresh slot to an earlier request', async () => {
    const [one, other] = [instance(), instance()];
    const [known, theirs] = [await one.get(url), await other.get(url)];
    await other.newer(url, theirs);
    provider.body = 'two';
    expect((await one.newer(url, known)).body).toBe('two');
  });

  test('is temporarily unavailable if others hold every refresh slot and store nothing: the known one is not returned', async () => {
    const one = instance(['jwks'], 0, { acquireRefreshSlot: async () => false });
    const known = await one.get(url);
    const before = Date.now();
    await expect(one.newer(url, known)).rejects.toEqual(problem('temporarily_unavailable'));
    // As long as the read of another may take, and then no longer.
    expect(Date.now() - before).toBeGreaterThanOrEqual(3_900);
    expect(Date.now() - before).toBeLessThan(8_000);
    expect(provider.asked).toBe(1);
    expect(await one.get(url)).toBe(known);
  });

  test('fails if the fetch fails, and the known one stays in use', async () => {
    const one = instance();
    const known = await one.get(url);
    provider.down = true;
    await expect(one.newer(url, known)).rejects.toEqual(problem('temporarily_unavailable'));
    expect(await one.get(url)).toBe(known);
  });
});

test('without a store each instance asks for itself', async () => {
  const alone = () =>
    sharedDocuments({
      ...{ clock, staleness, store: undefined },
      parse: (body) => ({ body }),
      call: async () => ({ status: 200, body: `read ${++provider.asked}` }),
    });
  const one = alone();
  expect(await one.get(url)).toEqual({ body: 'read 1' });
  expect(await alone().get(url)).toEqual({ body: 'read 2' });
  expect(await one.newer(url, await one.get(url))).toEqual({ body: 'read 3' });
});
