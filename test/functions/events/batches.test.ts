import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { entryBytes, fitsPutEvents, putEventsBatches } from '../../../functions/events/batches.ts';
import { runs } from '../../support/fuzz/runs.ts';

const limit = 256 * 1024;
const pending = (Detail: string) => ({ entry: { Source: 'postern', DetailType: 'user.created', Detail, Time: 1 } });
/** An entry of so many bytes. */
const sized = (bytes: number) => pending('x'.repeat(bytes - entryBytes(pending('').entry)));

test('the size of an entry counts its time and its texts in UTF-8', () => {
  expect(entryBytes({ Source: 'a', DetailType: 'é', Detail: '{}', Time: 1 })).toBe(14 + 1 + 2 + 2);
  expect([fitsPutEvents(sized(limit).entry), fitsPutEvents(sized(limit + 1).entry)]).toEqual([true, false]);
});

test.each([
  [[], []],
  [Array(10).fill(100), [10]],
  [Array(23).fill(100), [10, 10, 3]],
  [
    [limit, 100, limit - 100],
    [1, 2],
  ],
  [
    [limit - 100, 101],
    [1, 1],
  ],
])('%j bytes make batches of %j', (sizes, expected) => {
  expect(putEventsBatches(sizes.map(sized)).map((batch) => batch.length)).toEqual(expected);
});

test('batches preserve order and limits, and each is as large as possible', () => {
  const sizes = fc.array(fc.oneof(fc.integer({ min: 100, max: 300 }), fc.integer({ min: 50_000, max: limit })), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(sizes, (given) => {
      const items = given.map(sized);
      const batches = putEventsBatches(items);
      expect(batches.flat()).toEqual(items);
      const bytes = batches.map((batch) => batch.reduce((sum, { entry }) => sum + entryBytes(entry), 0));
      for (const [index, batch] of batches.entries()) {
        expect(batch.length).toBeLessThanOrEqual(10);
        expect(bytes[index]).toBeLessThanOrEqual(limit);
        const next = batches[index + 1]?.[0];
        const full = batch.length === 10 || next === undefined || (bytes[index] ?? 0) + entryBytes(next.entry) > limit;
        expect(full).toBe(true);
      }
    }),
    { numRuns: runs(50) },
  );
});
