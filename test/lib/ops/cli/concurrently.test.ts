import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { concurrently } from '../../../../lib/ops/cli/concurrently.ts';

async function* slowly(numbers: readonly number[]): AsyncGenerator<number> {
  for (const number of numbers) {
    await turn();
    yield number;
  }
}

test.each([
  ['a list', (numbers: readonly number[]) => numbers],
  ['what comes one after the other', slowly],
])('processes each of %s once, with the given concurrency', async (_, source) => {
  const numbers = Array.from({ length: 20 }, (_, index) => index);
  const done: number[] = [];
  let [atOnce, most] = [0, 0];
  await concurrently(source(numbers), 3, async (number) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    for (let turns = 0; turns < 5; turns += 1) await turn();
    atOnce -= 1;
    done.push(number);
  });
  expect(done.sort((one, other) => one - other)).toEqual(numbers);
  expect(most).toBe(3);
});

test('after a failure no further element is started, and running ones end', async () => {
  const begun: number[] = [];
  const ended: number[] = [];
  const work = async (number: number) => {
    begun.push(number);
    if (number === 1) throw new Error('no');
    for (let turns = 0; turns < 5; turns += 1) await turn();
    ended.push(number);
  };
  await expect(concurrently(slowly([0, 1, 2, 3, 4, 5]), 2, work)).rejects.toThrow('no');
  expect(ended).toEqual(begun.filter((number) => number !== 1));
  expect(begun.length).toBeLessThan(4);
});
