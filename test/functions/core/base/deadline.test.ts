import { expect, test } from '@jest/globals';
import { deadlineIn, leaving } from '../../../../functions/core/base/deadline.ts';

test('a deadline tells what is left of it', () => {
  let now = 1000;
  const deadline = deadlineIn(500, () => now);
  const earlier = leaving(200, deadline);
  expect([deadline.remaining(), earlier.remaining()]).toEqual([500, 300]);
  now = 1600;
  expect([deadline.remaining(), earlier.remaining()]).toEqual([-100, -300]);
});
