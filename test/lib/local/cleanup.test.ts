import { expect, test } from '@jest/globals';
import { Cleanup } from '../../../lib/local/cleanup.ts';

test('ends parts in reverse order, once, and continues if a part cannot be ended', async () => {
  const cleanup = new Cleanup();
  const ended: string[] = [];
  await cleanup.defer(() => void ended.push('first'));
  await cleanup.defer(() => Promise.reject(new Error('no')));
  await cleanup.defer(async () => void ended.push('last'));
  await expect(cleanup.run()).rejects.toThrow(AggregateError);
  await expect(cleanup.run()).rejects.toThrow('Some parts of the local run could not be ended.');
  expect(ended).toEqual(['last', 'first']);
});

test('a part that starts after the end is ended at once', async () => {
  const cleanup = new Cleanup();
  await cleanup.run();
  let ended = false;
  await cleanup.defer(() => {
    ended = true;
  });
  expect(ended).toBe(true);
});
