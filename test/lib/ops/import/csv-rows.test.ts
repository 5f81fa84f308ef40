import { expect, test } from '@jest/globals';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { OpsFailure } from '../../../../lib/ops/cli/failure.ts';
import { guarded } from '../../../../lib/ops/import/spreadsheet-formula.ts';
import { readCsv } from './reading.ts';

test('rows have their lines, with any line breaks, blank lines and quotes', async () => {
  const text = '\ufeffName , EMAIL\r\nalice,a@example.com\r\n\r\n"two\r\nlines",b@example.com\r\nlast,"c"';
  expect(await readCsv(text)).toEqual([
    { line: 2, cells: { name: 'alice', email: 'a@example.com' } },
    { line: 4, cells: { name: 'two\r\nlines', email: 'b@example.com' } },
    { line: 6, cells: { name: 'last', email: 'c' } },
  ]);
  expect(await readCsv('name\rone\rtwo')).toEqual([
    { line: 2, cells: { name: 'one' } },
    { line: 3, cells: { name: 'two' } },
  ]);
});

test('empty cells are omitted, and a file with only a header has no rows', async () => {
  expect(await readCsv('name,email\n,x\n')).toEqual([{ line: 2, cells: { email: 'x' } }]);
  expect(await readCsv('name,email\n')).toEqual([]);
});

test('a row with a different number of cells than columns is reported', async () => {
  const seen = await readCsv('name,email\nSmith, Alice,x\nalone\ngood,y\n');
  expect(seen).toEqual([
    { line: 2, message: expect.stringMatching(/^has 3 cells instead of 2/) },
    { line: 3, message: expect.stringMatching(/^has 1 cells instead of 2/) },
    { line: 4, cells: { name: 'good', email: 'y' } },
  ]);
});

test('a column __proto__ is an ordinary column', async () => {
  const [row] = await readCsv('__proto__,constructor\nx,y\n');
  expect(Object.entries(row && 'cells' in row ? row.cells : {})).toEqual([
    ['__proto__', 'x'],
    ['constructor', 'y'],
  ]);
});

test.each([
  ['', 'is empty'],
  ['\ufeff', 'is empty'],
  ['\n\n\n', 'is empty'],
  ['name,,email\n', 'line 1 has a column without a name'],
  ['name,email,Name\n', 'line 1 names the column "name" twice'],
  ['name,email\na,b\n\n"c,d\ne,f\n', 'from line 4 on'],
  ['name,email\na,b"c\n', 'from line 2 on'],
  ['name,email\na,"b"c\n', 'from line 2 on'],
  [`name\n${'x'.repeat(1_100_000)}\n`, 'from line 2 on'],
])('a file with unknown row boundaries is refused as a whole (%#)', async (text, reason) => {
  const failure = await readCsv(text).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(OpsFailure);
  expect(String(failure)).toContain('people.csv');
  expect(String(failure)).toContain(reason);
});

test('any cells are parsed back, with their lines', async () => {
  const cell = fc.string({ unit: fc.constantFrom(...`a,"'=\n\r\t é\u2028`), maxLength: 5 });
  const table = fc.array(fc.tuple(cell, fc.constant('.')), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(table, fc.constantFrom('\n', '\r\n'), async (rows, end) => {
      const guardedRows = rows.map((row) => row.map(guarded));
      const text = stringify([['a', 'b'], ...guardedRows], { record_delimiter: end, quoted_match: /[\r\n]/ });
      let line = 2;
      const expected = rows.map(([a, b], index) => {
        const row = { line, cells: a === '' ? { b } : { a, b } };
        line += 1 + (guardedRows[index]?.[0]?.match(/\r\n?|\n/g)?.length ?? 0);
        return row;
      });
      expect(await readCsv(text)).toEqual(expected);
    }),
  );
});
