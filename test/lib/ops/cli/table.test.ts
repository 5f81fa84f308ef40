import { stripVTControlCharacters } from 'node:util';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Column, layOut } from '../../../../lib/ops/cli/table.ts';

interface Row {
  readonly name: string;
  readonly state: string;
}

const columns: readonly Column<Row>[] = [
  { title: 'NAME', of: ({ name }) => name, least: 6 },
  { title: 'STATE', of: ({ state }) => state, paint: () => 'red' },
];
const plain = { colour: false, head: true };

test('aligns columns without trailing spaces', () => {
  const rows = [
    { name: 'ann', state: 'active' },
    { name: 'a-long-name', state: 'banned' },
  ];
  expect(layOut(rows, columns, plain)).toBe('NAME         STATE\nann          active\na-long-name  banned\n');
  expect(layOut(rows.slice(0, 1), columns, { ...plain, head: false })).toBe('ann  active\n');
});

test('on a narrow terminal cuts only columns with a minimum width, down to it', () => {
  const rows = [{ name: 'a-very-long-name', state: 'blocked_pending_approval' }];
  const width = (columnsOfTerminal: number) => layOut(rows, columns, { ...plain, width: columnsOfTerminal });
  expect(width(80)).toContain('a-very-long-name  blocked_pending_approval');
  expect(width(36)).toContain('a-very-lo…  blocked_pending_approval\n');
  expect(width(10)).toContain('a-ver…  blocked_pending_approval\n');
});

test('colour does not change the text', () => {
  const rows = [{ name: '日本語の名前', state: 'active' }];
  const coloured = layOut(rows, columns, { colour: true, head: true, width: 80 });
  expect(coloured).toContain('\u001b[31mactive');
  expect(stripVTControlCharacters(coloured)).toBe(layOut(rows, columns, { ...plain, width: 80 }));
});

test('any cell yields one line without control characters', () => {
  const texts = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('\u001b[2J', '\r\n', '\u202e', '\u009b'));
  fc.assert(
    fc.property(fc.array(fc.record({ name: texts, state: texts }), { minLength: 1 }), (rows) => {
      const text = layOut(rows, columns, plain);
      expect(text.split('\n')).toHaveLength(rows.length + 2);
      expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u{202a}-\u{202e}]/u);
    }),
  );
});
