import { describe, expect, test } from '@jest/globals';
import { createKeyrings } from '../../../../functions/core/secrets/session-keys.ts';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import { problem } from '../support/problems.ts';

const key = (name: string) => name.repeat(32);
const iv = new Uint8Array(12);

/** Keyrings over a secret that holds what the test says. */
function scene(value: Readonly<Record<string, unknown>>) {
  const state = { value };
  const secrets = {
    async current(arn: string) {
      expect(arn).toBe('arn:keys');
      return state.value;
    },
    newer: () => Promise.reject(new Error('asked')),
  };
  return { state, keyring: createKeyrings(secrets, 'arn:keys') };
}

describe('createKeyrings', () => {
  test('makes a new keyring only where the secret was read anew', async () => {
    const { state, keyring } = scene({ current: key('a') });
    const first = await keyring();
    expect(await keyring()).toBe(first);
    state.value = { current: key('b'), previous: key('a') };
    const second = await keyring();
    expect(second).not.toBe(first);
    expect(second.open('id_token hint', 'c', first.seal('id_token hint', 'c', 'text', iv))).toBe('text');
  });

  test('takes the next key too', async () => {
    const early = await scene({ current: key('a'), next: key('b') }).keyring();
    const late = await scene({ current: key('b'), previous: key('a') }).keyring();
    expect(early.open('login attempt', 'c', late.seal('login attempt', 'c', 'text', iv))).toBe('text');
  });

  test.each([{}, { current: '' }, { current: 'x'.repeat(31) }, { current: 1 }, { previous: key('a') }])(
    'refuses %j, and tries anew the next time',
    async (value) => {
      const { state, keyring } = scene(value);
      await expect(keyring()).rejects.toEqual(problem('temporarily_unavailable'));
      state.value = { current: key('a') };
      await expect(keyring()).resolves.toBeDefined();
    },
  );

  test('does not open by a previous key that is too short to be one', async () => {
    const sealed = createKeyring({ current: 'short' }).seal('id_token hint', 'c', 'text', iv);
    const keyring = await scene({ current: key('a'), previous: 'short' }).keyring();
    expect(keyring.open('id_token hint', 'c', sealed)).toBeUndefined();
  });
});
