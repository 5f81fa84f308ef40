import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { guarded, unguarded } from '../../../../lib/ops/import/spreadsheet-formula.ts';

const cells = fc.string({ unit: fc.constantFrom(...`'=+-@\t\r\na1,"`), maxLength: 6 });

test('no cell begins like a formula', () => {
  fc.assert(fc.property(cells, (cell) => expect(guarded(cell)).not.toMatch(/^[=+\-@\t\r]/)));
});

test('guarded cells are restored, and other cells stay unchanged', () => {
  fc.assert(
    fc.property(cells, (cell) => {
      expect(unguarded(guarded(cell))).toBe(cell);
      if (/^[^'=+\-@\t\r]/.test(cell)) expect(guarded(cell)).toBe(cell);
    }),
  );
  expect(unguarded("'quoted'")).toBe("'quoted'");
});
