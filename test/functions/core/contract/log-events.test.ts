import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { logEvents } from '../../../../functions/core/contract/log-events.ts';

const root = join(import.meta.dirname, '../../../..');
const functions = join(root, 'functions');
const calls = readdirSync(functions, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .flatMap((file) => [...readFileSync(join(functions, file), 'utf8').matchAll(/\blog\(\s*[^,;]+,\s*'([a-z_.]+)'/g)])
  .map(([, event]) => event);
const [, logTable = ''] = readFileSync(join(root, 'docs/operations.md'), 'utf8').split('\n## Function logs\n');
const rows = (logTable.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));

test.each(logEvents)('%s is in the table of the functions’ logs that operators read', (event) => {
  expect(rows.filter((row) => row.split('|')[1]?.includes(`\`${event}\``))).toHaveLength(1);
});

test.each(logEvents)('%s is logged by the functions', (event) => {
  expect(calls).toContain(event);
});

test('no event is listed twice', () => {
  expect(new Set(logEvents).size).toBe(logEvents.length);
});
