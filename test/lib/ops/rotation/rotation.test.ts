import { expect, test } from '@jest/globals';
import { rotationOutcome } from '../../../../lib/ops/rotation/await-rotation.ts';
import { shortId, statusCommand } from '../../../../lib/ops/rotation/rotating-secret.ts';
import { unfinishedRotation } from '../../../../lib/ops/rotation/secret-state.ts';

const labels = (...entries: readonly [string, ...string[]][]) =>
  new Map(entries.map(([id, ...own]) => [id, own] as const));
const failure = (version: string, at = 1) => ({ failure: { version, at, step: 'testSecret', reason: 'wrong' } });

test.each([
  ['nothing yet', labels(['a', 'AWSCURRENT']), {}, undefined],
  ['under way', labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING']), {}, undefined],
  ["another one's failure", labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING']), failure('z'), undefined],
  ['failed', labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING']), failure('b'), 'failed'],
  ['failed and taken away', labels(['a', 'AWSCURRENT']), failure('b'), 'failed'],
  ['about to be done', labels(['b', 'AWSCURRENT', 'AWSPENDING'], ['a', 'AWSPREVIOUS']), {}, undefined],
  ['done', labels(['b', 'AWSCURRENT'], ['a', 'AWSPREVIOUS']), {}, 'current'],
  ['done, and not written down', labels(['b', 'AWSCURRENT', 'AWSPENDING']), failure('b'), 'current'],
])('outcome of a rotation: %s', (_, known, status, outcome) => {
  expect(rotationOutcome({ version: 'b' }, known, status)).toBe(outcome);
});

test.each([
  ['under way again', labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING']), failure('b'), undefined],
  ['failed anew', labels(['a', 'AWSCURRENT'], ['b', 'AWSPENDING']), failure('b', 2), 'failed'],
  ['given up for the old reason', labels(['a', 'AWSCURRENT']), failure('b'), 'failed'],
  ['about to be done', labels(['b', 'AWSCURRENT', 'AWSPENDING'], ['a', 'AWSPREVIOUS']), failure('b'), undefined],
  ['done', labels(['b', 'AWSCURRENT'], ['a', 'AWSPREVIOUS']), {}, 'current'],
])('outcome of a rotation that is resumed after a failure: %s', (_, known, status, outcome) => {
  expect(rotationOutcome({ version: 'b', resumed: { failedAt: 1 } }, known, status)).toBe(outcome);
});

test.each([
  [undefined, {}, 'under way'],
  [1000, {}, 'under way'],
  [1000, failure('z'), 'under way'],
  [1000, failure('b'), 'stuck'],
  [undefined, failure('b'), 'stuck'],
  [1000 - 1, {}, 'stuck'],
])('a rotation whose version was created at %j, with %j, is %s', (madeAt, status, state) => {
  expect(unfinishedRotation('b', madeAt, status, 90_999)).toEqual({ version: 'b', ...(madeAt && { madeAt }), state });
});

test('parts of messages', () => {
  expect(shortId('b9435609-9b32-4581-bcab-36a91015d01e')).toBe('b9435609…');
  expect(shortId('b9435609')).toBe('b9435609');
  expect(statusCommand({ name: { provider: 'op' } })).toBe('npm run ops -- secret status op');
  expect(statusCommand({ name: 'session-keys' })).toBe('npm run ops -- keys status');
});
