import { expect, test } from '@jest/globals';
import { isoTime } from '../../../../functions/core/base/iso-time.ts';
import { ago, tableTime } from '../../../../lib/ops/cli/time.ts';

test('formats a time for JSON and for a table', () => {
  const at = Date.UTC(2026, 10, 24, 8, 5, 9, 7);
  expect(isoTime(at)).toBe('2026-11-24T08:05:09.007Z');
  expect(tableTime(at)).toBe('2026-11-24 08:05:09');
});

test.each([
  [-5, 'now'],
  [59_999, 'now'],
  [60_000, '1 min ago'],
  [3_599_999, '59 min ago'],
  [3_600_000, '1 h ago'],
  [86_400_000 * 3, '3 d ago'],
])('%d milliseconds ago', (milliseconds, expected) => {
  expect(ago(1e12, 1e12 + milliseconds)).toBe(expected);
});
