import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSessionKeys } from '../../../../functions/core/secrets/session-keys.ts';
import { formatKeySet, type KeySet, rotateKeySet } from '../../../../functions/core/sessions/key-set.ts';
import { createKeyring } from '../../../../functions/core/sessions/keyring.ts';
import { problem } from '../support/problems.ts';
import { openSecrets, type SecretStore, startSecretStore } from '../support/secret-store.ts';
import { soleKey } from '../support/session-keys.ts';

let store: SecretStore;
beforeAll(async () => {
  store = await startSecretStore();
});
afterAll(() => store.close());

const key = (name: string) => name.repeat(32);
const iv = new Uint8Array(12);
const seal = (set: KeySet) => createKeyring(set).seal('id_token hint', 'c', 'text', iv);
const turn = (set: KeySet) => rotateKeySet(set, randomBytes, 1000, 1_000_000);

/** Session keys over a secret that holds this. */
async function scene(value: object) {
  const arn = await store.create(value);
  const { secrets, state } = openSecrets();
  const from = store.reads().length;
  return {
    state,
    keys: createSessionKeys(secrets, arn),
    put: (value: object) => store.put(arn, value),
    reads: () => store.reads().length - from,
  };
}

describe('set and keyring', () => {
  test('are what the secret holds, made again only if it was read again', async () => {
    const { keys, put, state, reads } = await scene({ current: key('a') });
    const [set, keyring] = [await keys.set(), await keys.keyring()];
    expect(set).toEqual(soleKey(key('a')));
    expect([await keys.set(), await keys.keyring()]).toEqual([set, keyring]);
    expect(await keys.set()).toBe(set);
    expect(await keys.keyring()).toBe(keyring);
    expect(reads()).toBe(1);
    await put(formatKeySet({ current: key('b'), previous: [{ key: key('a'), retiredAt: 1 }] }));
    state.now += 60_000;
    expect((await keys.set()).current).toBe(key('b'));
    const sealed = keyring.seal('id_token hint', 'c', 'text', iv);
    expect((await keys.keyring()).open('id_token hint', 'c', sealed)).toBe('text');
    expect(await keys.keyring()).not.toBe(keyring);
  });

  test('know the next key, so that an instance that is behind opens what one that is ahead has sealed', async () => {
    const set = { current: key('a'), next: key('b'), previous: [] };
    const { keys, reads } = await scene(formatKeySet(set));
    const sealed = seal(turn(set));
    expect((await keys.keyringFor('id_token hint', sealed)).open('id_token hint', 'c', sealed)).toBe('text');
    expect(reads()).toBe(1);
  });

  test.each([{}, { current: '' }, { current: 'x'.repeat(31) }, { current: 1 }, { next: key('a') }])(
    'fail if the secret says %j, and try again the next time',
    async (value) => {
      const { keys, put, state } = await scene(value);
      const refused = problem('temporarily_unavailable', { message: 'the session keys have no current key' });
      await expect(keys.keyring()).rejects.toEqual(refused);
      await expect(keys.set()).rejects.toEqual(refused);
      await put({ current: key('a') });
      state.now += 60_000;
      await expect(keys.keyring()).resolves.toBeDefined();
    },
  );

  test('open nothing by a previous key that is too short to be one', async () => {
    const { keys } = await scene({ current: key('a'), previous: [{ key: 'short', retired_at: 1 }] });
    expect((await keys.keyring()).open('id_token hint', 'c', seal(soleKey('short')))).toBeUndefined();
  });
});

describe('keyringFor', () => {
  test('reads again for a value of a key that is not known here yet', async () => {
    const before = soleKey(key('a'));
    const { keys, put, reads } = await scene(formatKeySet(before));
    await keys.keyring();
    const after = turn(turn(before));
    await put(formatKeySet(after));
    const sealed = seal(after);
    expect((await keys.keyringFor('id_token hint', sealed)).open('id_token hint', 'c', sealed)).toBe('text');
    expect(reads()).toBe(2);
    await keys.keyringFor('id_token hint', sealed);
    expect(await keys.set()).toEqual(after);
    expect(reads()).toBe(2);
  });

  test('reads again also if no key is known, and returns the current keys', async () => {
    const { keys, reads } = await scene({ current: key('a') });
    const sealed = seal(soleKey(key('z')));
    expect((await keys.keyringFor('id_token hint', sealed)).open('id_token hint', 'c', sealed)).toBeUndefined();
    expect(reads()).toBe(2);
  });

  test('reads nothing again for junk, nor for what a known key has sealed', async () => {
    const { keys, reads } = await scene({ current: key('a') });
    const known = seal(soleKey(key('a')));
    const changed = `${known.slice(0, -4)}AAAA`;
    for (const value of [known, changed, `${known}=`, '', 'junk', '!'.repeat(100)]) {
      await keys.keyringFor('id_token hint', value);
    }
    const junk = fc.oneof(fc.string(), fc.base64String({ maxLength: 42 }), fc.string({ unit: 'binary' }));
    await fc.assert(fc.asyncProperty(junk, async (text) => void (await keys.keyringFor('login attempt', text))));
    expect(reads()).toBe(1);
  });

  test('fails if the secret cannot be read again, but opens what it can', async () => {
    const { keys } = await scene({ current: key('a') });
    const known = seal(soleKey(key('a')));
    await keys.keyring();
    store.server.answer((response) => response.destroy());
    const unknown = keys.keyringFor('id_token hint', seal(soleKey(key('z'))));
    await expect(unknown).rejects.toEqual(problem('temporarily_unavailable'));
    expect((await keys.keyringFor('id_token hint', known)).open('id_token hint', 'c', known)).toBe('text');
    store.serve();
  });
});
