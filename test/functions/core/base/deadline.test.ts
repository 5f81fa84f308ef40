import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { deadlineIn, reserve, within } from '../../../../functions/core/base/deadline.ts';

test('a deadline returns the milliseconds that are left, less those reserved for later steps', () => {
  let now = 1000;
  const deadline = deadlineIn(500, () => now);
  const earlier = reserve(200, deadline);
  expect([deadline.remaining(), earlier.remaining()]).toEqual([500, 300]);
  now = 1600;
  expect([deadline.remaining(), earlier.remaining()]).toEqual([-100, -300]);
});

describe('within', () => {
  const unexpected = (): never => {
    throw new Error('late');
  };
  const pending = () => new Promise<string>(() => undefined);

  test('returns the result of work that ends in time, without keeping the process alive', async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    await expect(within(Promise.resolve('done'), 60_000, unexpected)).resolves.toBe('done');
    expect(process.getActiveResourcesInfo().filter((name) => name === 'Timeout')).toHaveLength(before);
  });

  test('rejects as work does that fails in time', async () => {
    await expect(within(Promise.reject(new Error('failed')), 60_000, unexpected)).rejects.toThrow('failed');
  });

  test('returns what onLate returns once the time is over', async () => {
    await expect(within(pending(), 1, () => 'late')).resolves.toBe('late');
  });

  test.each([0, -1])('a limit of %i ms is over at once', async (timeoutMs) => {
    await expect(within(pending(), timeoutMs, () => 'late')).resolves.toBe('late');
  });

  test('rejects with what onLate throws', async () => {
    await expect(within(pending(), 1, unexpected)).rejects.toThrow('late');
  });

  test('a rejection after the time limit is not unhandled', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    try {
      const work = sleep(20).then(() => Promise.reject(new Error('too late')));
      await expect(within(work, 1, () => 'late')).resolves.toBe('late');
      await sleep(50);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });
});
