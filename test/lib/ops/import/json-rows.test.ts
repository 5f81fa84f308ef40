import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { OpsFailure } from '../../../../lib/ops/cli/failure.ts';
import { runs } from '../../../support/fuzz/runs.ts';
import { readJsonArray, readJsonLines } from './reading.ts';

const objects = fc.array(
  fc.dictionary(
    fc.constantFrom('name', '__proto__', '[', '"', '\\'),
    fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value))),
    { maxKeys: 3 },
  ),
  { maxLength: 5 },
);
const present = (object: Readonly<Record<string, unknown>>) =>
  Object.entries(object).filter(([, value]) => value !== null && value !== '');
const cellsOf = (seen: readonly { readonly line: number }[]) =>
  seen.map((row) => ('cells' in row ? Object.entries(row.cells as object) : row));

test('objects of an array are parsed with their lines, in any layout', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom(undefined, 1, '\t'), (people, indent) => {
      const text = `\n${JSON.stringify(people, undefined, indent)}\n`;
      const seen = readJsonArray(text);
      expect(cellsOf(seen)).toEqual(people.map(present));
      if (indent === undefined) expect(seen.every(({ line }) => line === 2)).toBe(true);
      else {
        const lines = text.split('\n');
        const begins = lines.flatMap((line, index) => (/^[ \t]\{/.test(line) ? [index + 1] : []));
        expect(seen.map(({ line }) => line)).toEqual(begins);
      }
    }),
  );
});

test('JSON lines are parsed with their lines', () => {
  fc.assert(
    fc.property(objects, fc.constantFrom('\n', '\r\n', '\n\n'), (people, end) => {
      const seen = readJsonLines(people.map((person) => `${JSON.stringify(person)}${end}`).join(''));
      expect(cellsOf(seen)).toEqual(people.map(present));
      expect(seen.map(({ line }) => line)).toEqual(people.map((_, index) => 1 + index * (end === '\n\n' ? 2 : 1)));
    }),
  );
});

test('an element that is not an object is reported, and does not affect the others', () => {
  const text = '[\n{"a":1},\n"text",\n[1],\n{"a" 2},\n{"a":3}\n]';
  const message = 'is not a JSON object';
  expect(readJsonArray(text)).toEqual([
    { line: 2, cells: { a: 1 } },
    { line: 3, message },
    { line: 4, message },
    { line: 5, message },
    { line: 6, cells: { a: 3 } },
  ]);
  expect(readJsonLines('{"a":1}\nnull\n{"a":\n{"a":3}')).toEqual([
    { line: 1, cells: { a: 1 } },
    { line: 2, message },
    { line: 3, message },
    { line: 4, cells: { a: 3 } },
  ]);
  expect(readJsonArray('[{"a":1},]')).toEqual([
    { line: 1, cells: { a: 1 } },
    { line: 1, message },
  ]);
});

test.each([
  ['[{"a":1}\n', 'from line 1 on'],
  ['[\n{"a":"x\n},\n{"b":1}]', 'from line 2 on'],
  ['[}]', 'from line 1 on'],
  ['[{"a":1}]\n[{"b":1}]', 'has text after the end of the array on line 1'],
])('an array with an invalid end is refused (%#)', (text, reason) => {
  expect(() => readJsonArray(text)).toThrow(OpsFailure);
  expect(() => readJsonArray(text)).toThrow(reason);
});

test('any text is parsed or refused with a message', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'[]{}",:\\ \na1'), maxLength: 30 }), (text) => {
      try {
        readJsonArray(`[${text}`);
      } catch (error) {
        expect(error).toBeInstanceOf(OpsFailure);
      }
      expect(() => readJsonLines(text)).not.toThrow();
    }),
    { numRuns: runs(2000) },
  );
});

test('long text and deep nesting are parsed quickly', () => {
  const long = 'x\\"'.repeat(2_000_000);
  expect(readJsonArray(`[{"a":"${long}"},{"b":1}]`)).toHaveLength(2);
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(readJsonArray(`[${deep},{"b":1}]`)).toHaveLength(2);
  const many = `[${'{"a":1},'.repeat(50_000)}{"a":1}]`;
  expect(readJsonArray(many)).toHaveLength(50_001);
});
