import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { confirm } from '../../../../lib/ops/cli/confirm.ts';

/** Types a text, at a terminal or not. */
async function answering(typed: string, options: Parameters<typeof confirm>[1] = {}, isTTY = true) {
  const [stdin, stderr] = [Object.assign(new PassThrough(), { isTTY }), new PassThrough()];
  stdin.end(typed);
  const outcome = await confirm('Delete ann?', options, { stdin, stderr }).catch((error: Error) => error.message);
  stderr.end();
  return { outcome, asked: await text(stderr) };
}

test.each(['y\n', 'Y\n', 'yes\n', ' YES \n'])('%j confirms', async (typed) => {
  expect(await answering(typed)).toEqual({ outcome: undefined, asked: expect.stringContaining('Delete ann? [y/N] ') });
});

test.each(['n\n', '\n', 'yesterday\n', 'no\ny\n', ''])('%j does not', async (typed) => {
  expect(await answering(typed)).toMatchObject({ outcome: 'Nothing was changed.' });
});

test('--yes skips the question', async () => {
  expect(await answering('n\n', { yes: true })).toEqual({ outcome: undefined, asked: '' });
  expect(await answering('', { yes: true, json: true }, false)).toEqual({ outcome: undefined, asked: '' });
});

test.each(['\u0003', '\u0004', 'y\u0003', 'y\u0004', ''])('%j aborts', async (typed) => {
  expect(await answering(typed)).toEqual({ outcome: 'Nothing was changed.', asked: expect.stringMatching(/\n$/) });
});

test('without a terminal it is refused', async () => {
  const refused = { outcome: expect.stringContaining('give --yes to proceed'), asked: '' };
  expect(await answering('y\n', {}, false)).toEqual(refused);
  expect(await answering('y\n', { json: true })).toEqual(refused);
});
