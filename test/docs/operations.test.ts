import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { codeSpans, tableRows } from './support/markdown.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', root), 'utf8');
const source = readdirSync(new URL('functions/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`functions/${file}`, root), 'utf8'))
  .join('\n');

/** Code spans in the first column of the table below this header row. */
const inFirstColumn = (header: string) => tableRows(page, header).flatMap(([first = '']) => codeSpans(first));

describe('the table of log events', () => {
  const listed = inFirstColumn('| `event` | `level` | when | fields beside `event` and `level` |');
  const logged = [...source.matchAll(/\blog\(\s*[^,;]+,\s*'([a-z_.]+)'/g)].map(([, event]) => String(event));

  test('lists every diagnostic event that the functions log', () => {
    expect(logged.length).toBeGreaterThan(10);
    expect(logged.filter((event) => !listed.includes(event))).toEqual([]);
  });
});

describe('the table of what to check first', () => {
  const quoted = inFirstColumn('| you see | check |');
  const reasons = quoted.filter((text) => text.includes(' ') && !text.includes(':'));

  test.each(reasons)('quotes a reason that the functions log: %s', (reason) => {
    // The kind of secret is a placeholder in the source.
    expect(source.replaceAll(/\$\{what\}/g, 'client secret')).toContain(reason);
  });

  test('quotes at least three', () => {
    expect(reasons.length).toBeGreaterThanOrEqual(3);
  });
});
