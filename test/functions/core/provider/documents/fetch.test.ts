import { expect, test } from '@jest/globals';
import { Problem } from '../../../../../functions/core/errors.ts';
import { fetchDocument } from '../../../../../functions/core/provider/documents/fetch.ts';
import type { CallProvider } from '../../../../../functions/core/provider/http-client.ts';
import { problem } from '../../support/problems.ts';

const url = 'https://login.example.com/jwks';
const read = (call: CallProvider) => fetchDocument(call, url, () => 1000);
const answering = (status: number) => async () => ({ status, body: 'the body' });

test('gives the body, asked for by GET within a bounded time', async () => {
  const call: CallProvider = async (asked, deadline) => {
    expect(asked).toEqual({ method: 'GET', url });
    expect(deadline.remaining()).toBeLessThanOrEqual(5000);
    expect(deadline.remaining()).toBeGreaterThan(0);
    return answering(200)();
  };
  expect(await read(call)).toBe('the body');
});

test.each([204, 301, 302, 404, 500, 503])('status %d means temporarily_unavailable', (status) =>
  expect(read(answering(status))).rejects.toEqual(problem('temporarily_unavailable', { log: { url, status } })),
);

test('so does a provider that does not answer, with the cause in the log', () => {
  const cause = new Problem('provider_unreachable', 'reset');
  return expect(read(() => Promise.reject(cause))).rejects.toMatchObject({
    code: 'temporarily_unavailable',
    log: { url },
    cause,
  });
});

test('any other problem stays what it is', () => {
  const refused = new Problem('provider_error', 'an internal address');
  return expect(read(() => Promise.reject(refused))).rejects.toBe(refused);
});
