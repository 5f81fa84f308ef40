import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { DocumentKind } from '../../../../functions/core/contract/table.ts';
import { createDocumentStores } from '../../../../functions/core/storage/provider-document-store.ts';
import { type Answer, jsonAnswer } from '../support/loopback-server.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const now = 1_700_000_000_000;
const document = { body: '{"keys":[]}', fetchedAt: now };
let urls = 0;
let url: string;
beforeEach(() => {
  urls += 1;
  url = `https://login.example.com/${urls}`;
});

function scene(writable: readonly DocumentKind[] = ['jwks']) {
  const lines: Record<string, unknown>[] = [];
  const documents = createDocumentStores({
    table: store.table,
    log: (level, event, fields) => void lines.push({ level, event, ...fields }),
    clock: () => now,
    writable,
  });
  return { lines, documents };
}

test('a saved document is found, under its kind', async () => {
  const { documents, lines } = scene(['jwks', 'metadata']);
  await documents('jwks').save(url, document);
  expect(await documents('jwks').find(url)).toEqual(document);
  expect(await documents('metadata').find(url)).toBeUndefined();
  expect([await documents('jwks').acquireRefreshSlot(url), await documents('jwks').acquireRefreshSlot(url)]).toEqual([
    true,
    false,
  ]);
  expect(lines).toEqual([]);
});

test('a kind that is not kept is not written, and every refresh slot is granted', async () => {
  const { documents } = scene();
  const before = store.requests('PutItem').length;
  await documents('metadata').save(url, document);
  expect([
    await documents('metadata').acquireRefreshSlot(url),
    await documents('metadata').acquireRefreshSlot(url),
  ]).toEqual([true, true]);
  expect(store.requests('PutItem')).toHaveLength(before);
});

describe('an unavailable table', () => {
  const denied = jsonAnswer({ __type: 'AccessDeniedException', message: 'denied' }, 400);
  const hang: Answer = () => undefined;

  afterEach(async () => {
    // Whatever a test did not use up would answer the next one.
    await expect(store.table.get({ Key: { pk: { S: 'x' }, sk: { S: 'x' } } })).resolves.toBeDefined();
  });

  test.each([
    ['refuses', denied, 'AccessDeniedException: denied'],
    ['takes long', hang, 'Error: the table takes too long'],
  ])(
    'that %s delays nobody: nothing is found or saved, and every refresh slot is granted',
    async (_, answer, cause) => {
      const { documents, lines } = scene();
      const jwks = documents('jwks');
      const calls = [() => jwks.find(url), () => jwks.save(url, document), () => jwks.acquireRefreshSlot(url)];
      const found: unknown[] = [];
      for (const call of calls) {
        store.failNext(answer);
        const before = Date.now();
        found.push(await call());
        expect(Date.now() - before).toBeLessThan(1_000);
      }
      expect(found).toEqual([undefined, undefined, true]);
      const line = { level: 'warn', event: 'document_not_shared', kind: 'jwks', url, causes: [cause] };
      expect(lines).toEqual([line, line, line]);
    },
  );
});
