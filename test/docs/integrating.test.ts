import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { auditEventNames } from '../../functions/core/audit/event.ts';
import { problemStatus } from '../../functions/core/errors.ts';
import { codeSpans, tableRows } from './support/markdown.ts';

const page = await readFile(new URL('../../docs/integrating.md', import.meta.url), 'utf8');

test('the table of problems has every code, with its status', () => {
  const rows = tableRows(page, '| code | status | means | what to do |');
  const listed = rows.map(([code = '', status]) => [codeSpans(code)[0], Number(status)]);
  expect(Object.fromEntries(listed)).toEqual(problemStatus);
});

test('the table of events has every audit event', () => {
  const listed = tableRows(page, '| `detail-type` | happened |').flatMap(([names = '']) => codeSpans(names));
  expect(listed.toSorted()).toEqual([...auditEventNames].toSorted());
});
