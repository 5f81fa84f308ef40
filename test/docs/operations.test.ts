import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { codeSpans, tableRows } from './support/markdown.ts';

const root = new URL('../../', import.meta.url);
const page = readFileSync(new URL('docs/operations.md', root), 'utf8');
const source = readdirSync(new URL('functions/', root), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => readFileSync(new URL(`functions/${file}`, root), 'utf8'))
  .join('\n');

/** Strings and templates of the functions' source, as patterns; a placeholder matches any text. */
const reasons = [...source.matchAll(/'([^'\n]{8,})'|`([^`\n]{8,})`/g)].map(([, string, template = '']) => {
  const parts = (string ?? template).split(/\$\{[^}]*\}/);
  return new RegExp(`^${parts.map((part) => part.replaceAll(/[^\w ]/g, '\\$&')).join('.+')}$`);
});

const quoted = tableRows(page, '| you see | check |').flatMap(([first = '']) => codeSpans(first));
const quotedReasons = quoted.filter((text) => text.includes(' ') && !text.includes(':'));

test.each(quotedReasons)('the page quotes a reason that the functions log: %s', (reason) => {
  const wordy = reasons.filter(({ source: pattern }) => pattern.split(' ').length > 3);
  expect(wordy.some((pattern) => pattern.test(reason) || pattern.test(`${reason}: detail`))).toBe(true);
});

test('the page quotes at least three reasons', () => {
  expect(quotedReasons.length).toBeGreaterThanOrEqual(3);
});
