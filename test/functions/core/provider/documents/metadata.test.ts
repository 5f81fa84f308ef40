import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { createMetadata } from '../../../../../functions/core/provider/documents/metadata.ts';
import { problem } from '../../support/problems.ts';
import { providerSettings } from '../../support/settings.ts';

const minute = 60_000;
const hour = 60 * minute;
const document = {
  issuer: 'https://login.example.com/',
  authorization_endpoint: 'https://login.example.com/authorize',
  token_endpoint: 'https://login.example.com/token',
};

/** A metadata reader over a provider that answers as the test says. */
function scene() {
  const state = { now: 0, asked: [] as string[], status: 200, document: document as object };
  const read = createMetadata(
    providerSettings(),
    async ({ url }) => {
      state.asked.push(url);
      return { status: state.status, body: JSON.stringify(state.document) };
    },
    () => state.now,
    false,
  );
  return { state, read };
}

test('is read from where the issuer says, once in ten minutes', async () => {
  const { state, read } = scene();
  expect(state.asked).toEqual([]);
  const first = await read();
  expect(first.tokenEndpoint).toBe('https://login.example.com/token');
  state.now = 10 * minute - 1;
  expect(await read()).toBe(first);
  expect(state.asked).toHaveLength(1);
  state.now = 10 * minute;
  await read();
  await turn();
  expect(state.asked).toEqual(Array(2).fill('https://login.example.com/.well-known/openid-configuration'));
});

test('bridges an outage for a day, and not a moment longer', async () => {
  const { state, read } = scene();
  const first = await read();
  state.status = 500;
  state.now = 24 * hour - 1;
  expect(await read()).toBe(first);
  await turn();
  state.now += 1;
  await expect(read()).rejects.toEqual(problem('temporarily_unavailable'));
});

test('of another issuer is refused, and fetched again the next time', async () => {
  const { state, read } = scene();
  state.document = { ...document, issuer: 'https://evil.example/' };
  await expect(read()).rejects.toEqual(problem('provider_error'));
  state.document = document;
  expect((await read()).tokenEndpoint).toBe('https://login.example.com/token');
});
