import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  acquireRefreshSlot,
  type DocumentName,
  deleteDocument,
  findDocument,
  storeDocument,
} from '../../../../functions/core/storage/provider-document-items.ts';
import { keys } from '../../../../functions/core/storage/table/keys.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const now = 1_700_000_000_000;
let names = 0;
let name: DocumentName;
beforeEach(() => {
  names += 1;
  name = { kind: 'jwks', url: `https://login.example.com/jwks/${names}` };
});
const put = (body: string, fetchedAt = now, at = fetchedAt) =>
  storeDocument(store.table, name, { body, fetchedAt }, at);
const find = (other: Partial<DocumentName> = {}) => findDocument(store.table, { ...name, ...other });
/** Key of this document's item, as it was last written. */
const keyOfItem = () => {
  const { pk, sk } = JSON.parse(store.requests('PutItem').at(-1) ?? '').Item;
  return { pk, sk };
};

describe('a document', () => {
  test('is found as it was stored, only under its kind and URL', async () => {
    expect(await find()).toBeUndefined();
    await put('{"keys":[]}');
    expect(await find()).toEqual({ body: '{"keys":[]}', fetchedAt: now });
    expect(await find({ kind: 'metadata' })).toBeUndefined();
    expect(await find({ url: `${name.url}/` })).toBeUndefined();
  });

  test('expires a day after it was fetched', async () => {
    await put('body', now + 1, now + 500);
    const { pk, sk } = keyOfItem();
    expect(pk.S).toMatch(/^DOCUMENT#jwks#[\w-]{43}$/);
    expect(await store.items()).toHaveProperty([`${pk.S} ${sk.S}`], {
      url: { S: name.url },
      body: { S: 'body' },
      fetched_at: { N: String(now + 1) },
      expires_at: { N: String(now / 1000 + 86_401) },
    });
  });

  test('replaces an older one, never a newer one', async () => {
    await put('one');
    await put('two', now + 1);
    expect(await find()).toEqual({ body: 'two', fetchedAt: now + 1 });
    await put('late', now);
    await put('same time', now + 1);
    expect(await find()).toEqual({ body: 'two', fetchedAt: now + 1 });
  });

  test('of many concurrent ones the newest remains', async () => {
    const times = [5, 3, 9, 1, 7, 2, 8, 4, 6, 0];
    await Promise.all(times.map((time) => put(`body ${time}`, now + time, now + 10)));
    expect(await find()).toEqual({ body: 'body 9', fetchedAt: now + 9 });
  });

  test('from beyond the clock tolerance is replaced, one from a minute ahead is not', async () => {
    await put('ahead', now + 60_000);
    await put('now', now);
    expect((await find())?.body).toBe('ahead');
    await put('far ahead', now + 60_001);
    await put('now', now);
    expect((await find())?.body).toBe('now');
  });

  test('of more than 256 KB is not stored, counted in bytes', async () => {
    await put('ä'.repeat(128 * 1024 + 1));
    expect(await find()).toBeUndefined();
    const largest = 'ä'.repeat(128 * 1024);
    await put(largest);
    expect((await find())?.body).toBe(largest);
  });

  test.each([
    ['without a body', { fetched_at: { N: '1' } }],
    ['whose body is no text', { body: { N: '1' }, fetched_at: { N: '1' } }],
    ['whose time is no number', { body: { S: 'b' }, fetched_at: { S: String(now + 1) } }],
    ['without a time', { body: { S: 'b' } }],
    ['of another URL', { body: { S: 'b' }, fetched_at: { N: '1' }, url: { S: 'https://evil.example/jwks' } }],
    ['of no URL', { body: { S: 'b' }, fetched_at: { N: '1' }, url: { NULL: true } }],
  ])('%s is ignored, and replaced', async (_, attributes) => {
    await put('one');
    await store.table.put({ Item: { ...keyOfItem(), url: { S: name.url }, ...attributes } });
    expect(await find()).toBeUndefined();
    await put('two');
    expect(await find()).toEqual({ body: 'two', fetchedAt: now });
  });

  test('that is deleted is absent, and can be deleted twice', async () => {
    await put('one');
    await deleteDocument(store.table, { ...name, kind: 'metadata' });
    expect(await find()).toBeDefined();
    await deleteDocument(store.table, name);
    await deleteDocument(store.table, name);
    expect(await find()).toBeUndefined();
  });

  test('is read by BatchGetItem only, as every function may', async () => {
    const reads = store.requests('GetItem').length;
    await find();
    expect(store.requests('GetItem')).toHaveLength(reads);
  });
});

describe('a refresh slot', () => {
  const claim = (at: number) => acquireRefreshSlot(store.table, name, at);

  test('is acquired once a second, by one of many instances', async () => {
    expect((await Promise.all(Array.from({ length: 20 }, () => claim(now)))).filter((had) => had)).toHaveLength(1);
    expect(await claim(now + 999)).toBe(false);
    expect(await claim(now + 1000)).toBe(true);
    expect(await claim(now + 1000)).toBe(false);
  });

  test('is acquired per document, and stores none', async () => {
    expect(await claim(now)).toBe(true);
    expect(await acquireRefreshSlot(store.table, { ...name, kind: 'metadata' }, now)).toBe(true);
    expect(await acquireRefreshSlot(store.table, { ...name, url: `${name.url}/other` }, now)).toBe(true);
    expect(await find()).toBeUndefined();
  });

  test('tolerates clocks that differ a little, and ignores ones far off', async () => {
    expect(await claim(now + 999)).toBe(true);
    expect(await claim(now)).toBe(false);
    expect(await claim(now + 5000)).toBe(true);
    expect(await claim(now + 4000)).toBe(true);
  });

  test('is an item that expires, and is small however large the document', async () => {
    await put('x'.repeat(100_000));
    await claim(now);
    const { pk, sk } = keyOfItem();
    expect(await store.items()).toHaveProperty([`${pk.S} ${sk.S}`], {
      asked_at: { N: String(now) },
      expires_at: { N: String(now / 1000 + 86_400) },
    });
  });

  test('with an invalid item is acquired', async () => {
    await claim(now);
    await store.table.put({ Item: { ...keyOfItem(), asked_at: { S: 'soon' } } });
    expect(await claim(now)).toBe(true);
  });
});

test('document and refresh slot of one URL share the partition that grants name', () => {
  const { pk } = keys.document('metadata', 'hash');
  expect(keys.documentRefreshSlot('metadata', 'hash').pk).toEqual(pk);
  expect(pk.S).toBe('DOCUMENT#metadata#hash');
});
