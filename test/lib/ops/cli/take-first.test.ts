import { expect, test } from '@jest/globals';
import { takeFirst } from '../../../../lib/ops/cli/take-first.ts';

async function* numbers(count: number) {
  for (let number = 1; number <= count; number += 1) yield number;
}

test.each([
  [0, 3, [], false],
  [2, 3, [1, 2], false],
  [3, 3, [1, 2, 3], false],
  [4, 3, [1, 2, 3], true],
  [4, Number.POSITIVE_INFINITY, [1, 2, 3, 4], false],
])('of %i the first %d', async (count, limit, expected, follows) => {
  const page = takeFirst(numbers(count), limit);
  const rows: number[] = [];
  for await (const row of page.rows) rows.push(row);
  expect({ rows, last: page.last(), follows: page.follows() }).toEqual({
    ...{ rows: expected, last: expected.at(-1), follows },
  });
});
