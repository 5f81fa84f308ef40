import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { Problem } from '../../../../../functions/core/errors.ts';
import { createJwks } from '../../../../../functions/core/provider/documents/jwks.ts';
import { problem } from '../../support/problems.ts';

const url = 'https://login.example.com/jwks';
const minute = 60_000;
const set = (number: number) => ({ keys: [{ kty: 'RSA', kid: `key-${number}` }] });

/** JWKS of a provider that has a new key at every read, or what the test says. */
function scene() {
  const state = { now: 0, reads: 0, body: '', down: false };
  const jwks = createJwks(
    async () => {
      state.reads += 1;
      if (state.down) throw new Problem('provider_unreachable', 'down');
      return { status: 200, body: state.body || JSON.stringify(set(state.reads)) };
    },
    () => state.now,
  );
  return { state, jwks };
}

describe('a JWKS', () => {
  test('is read once in ten minutes', async () => {
    const { state, jwks } = scene();
    expect(await jwks.get(url)).toEqual(set(1));
    state.now = 10 * minute - 1;
    await jwks.get(url);
    expect(state.reads).toBe(1);
    state.now = 10 * minute;
    await jwks.get(url);
    await turn();
    expect(await jwks.get(url)).toEqual(set(2));
  });

  test('is used for a day while the provider does not answer, and no longer', async () => {
    const { state, jwks } = scene();
    const first = await jwks.get(url);
    state.down = true;
    state.now = 24 * 60 * minute - 1;
    expect(await jwks.get(url)).toBe(first);
    await turn();
    state.now += 1;
    await expect(jwks.get(url)).rejects.toEqual(problem('temporarily_unavailable'));
  });

  test('is refetched at once for an unknown key', async () => {
    const { jwks } = scene();
    expect(await jwks.newer(url, await jwks.get(url))).toEqual(set(2));
  });

  test('holds only what may be a key', async () => {
    const { state, jwks } = scene();
    state.body = JSON.stringify({ keys: [null, 'x', 1, [], {}, { kty: 1 }, { kty: 'EC', crv: 'secp256k1' }] });
    expect(await jwks.get(url)).toEqual({ keys: [{ kty: 'EC', crv: 'secp256k1' }] });
  });

  test.each([' ', '[]', '{}', '{"keys":{}}', '{"keys":null}'])('that says %j is a provider_error', async (body) => {
    const { state, jwks } = scene();
    state.body = body;
    await expect(jwks.get(url)).rejects.toEqual(problem('provider_error', { message: 'the JWKS has no keys' }));
  });
});
