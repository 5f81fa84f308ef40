import { expect, test } from '@jest/globals';
import { hasLabel, unfinishedVersion, versionWithLabel } from '../../../../functions/core/contract/staging-labels.ts';

const labels = (...entries: readonly [string, ...string[]][]) =>
  new Map(entries.map(([id, ...own]) => [id, own] as const));

const rotating = labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING', 'POSTERN_STAGED']);

test('finds the version with a label', () => {
  expect(versionWithLabel(rotating, 'POSTERN_STAGED')).toBe('b');
  expect(versionWithLabel(rotating, 'AWSPREVIOUS')).toBeUndefined();
  expect(hasLabel(rotating, 'b', 'AWSPENDING')).toBe(true);
  expect(hasLabel(rotating, 'a', 'AWSPENDING')).toBe(false);
  expect(hasLabel(rotating, 'c', 'AWSPENDING')).toBe(false);
});

test('a rotation is unfinished while AWSPENDING is on a version that is not the current one', () => {
  expect(unfinishedVersion(rotating)).toBe('b');
  // After a finished rotation the label may stay on the version.
  expect(unfinishedVersion(labels(['a', 'AWSCURRENT', 'AWSPENDING']))).toBeUndefined();
  expect(unfinishedVersion(labels(['a', 'AWSCURRENT']))).toBeUndefined();
});
