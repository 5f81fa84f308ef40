import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type FileFormat, formatOf } from '../../../../lib/ops/cli/arguments.ts';
import { OpsFailure } from '../../../../lib/ops/cli/failure.ts';
import { readRows } from '../../../../lib/ops/import/read-file.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-import-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function read(name: string, content: string | Buffer, format?: FileFormat): Promise<readonly unknown[]> {
  const file = join(directory, name);
  writeFileSync(file, content);
  const rows: unknown[] = [];
  for await (const row of readRows(file, format)) rows.push('cells' in row ? Object.fromEntries(row.cells) : row);
  return rows;
}

test('the format is detected by extension and first characters', async () => {
  const alice = [{ name: 'alice' }];
  expect(await read('people.csv', 'name\nalice\n')).toEqual(alice);
  expect(await read('people', 'name\nalice\n')).toEqual(alice);
  expect(await read('people.JSON', '\ufeff [{"name":"alice"}]')).toEqual(alice);
  expect(await read('people.json', '{"name":"alice"}\n')).toEqual(alice);
  expect(await read('people.jsonl', '{"name":"alice"}')).toEqual(alice);
  expect(await read('people.txt', '[{"name":"alice"}]', 'json')).toEqual(alice);
  expect(formatOf('people.ndjson')).toBe('json');
});

test('Windows-1252 and other bytes that are not UTF-8 are named by line', async () => {
  const bytes = Buffer.concat([Buffer.from('name\nalice\nJos'), Buffer.from([0xe9]), Buffer.from('\nbob\n\xff')]);
  for (const name of ['people.csv', 'people.json']) {
    await expect(read(name, bytes)).rejects.toThrow(/is not UTF-8: save it as UTF-8\. Invalid: line 3\.$/);
  }
  const many = Buffer.from('\xff\n'.repeat(30), 'latin1');
  await expect(read('people.csv', many)).rejects.toThrow('1, 2, 3, 4, 5, 6, 7, 8, 9, 10, and more');
  const utf16 = Buffer.from('\ufeffname\nalice\n', 'utf16le');
  await expect(read('people.csv', utf16)).rejects.toThrow('not UTF-8');
});

test.each(['people.csv', 'people.json'])('an empty %s is refused', async (name) => {
  for (const content of ['', ' \n', '\ufeff\n']) await expect(read(name, content)).rejects.toThrow(/is empty|no name/);
});

test('a file that is missing, a directory or too large is refused before it is read', () => {
  const large = join(directory, 'large.csv');
  writeFileSync(large, '');
  truncateSync(large, 256 * 1024 * 1024 + 1);
  for (const file of [join(directory, 'missing.csv'), directory, large]) {
    expect(() => readRows(file)).toThrow(OpsFailure);
    expect(() => readRows(file)).toThrow(file);
  }
});
