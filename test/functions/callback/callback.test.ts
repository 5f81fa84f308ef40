import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { callback } from '../../../functions/callback/callback.ts';
import type { CallbackPorts } from '../../../functions/callback/ports.ts';
import { deadlineIn } from '../../../functions/core/base/deadline.ts';
import { createSite } from '../../../functions/core/http/site.ts';
import { createProvider } from '../../../functions/core/provider/index.ts';
import { createSessionKeys } from '../../../functions/core/secrets/session-keys.ts';
import { formatKeySet, type KeySet, replaceKeys, rotateKeySet } from '../../../functions/core/sessions/key-set.ts';
import { createKeyring } from '../../../functions/core/sessions/keyring.ts';
import { type Attempt, attemptCookie } from '../../../functions/core/sessions/login-attempt.ts';
import { type ClientSecretScene, clientSecretScene } from '../core/support/client-secrets.ts';
import { problem } from '../core/support/problems.ts';
import { type RequestParts, request } from '../core/support/requests.ts';
import { type SecretStore, startSecretStore } from '../core/support/secret-store.ts';
import { providerSettings } from '../core/support/settings.ts';

let store: SecretStore;
beforeAll(async () => {
  store = await startSecretStore();
});
beforeEach(() => store.serve());
afterAll(() => store.close());

const settings = {
  providers: [providerSettings()],
  appOrigins: [],
  disabledProviders: [],
  accounts: {
    allowSingleSignOn: [],
    blockAutoCreatedUsers: true,
    autoApprove: [],
    autoLinkUser: [],
    externalProviders: [],
    syncProfileFromProvider: [],
    syncProfileAttributes: [],
  },
  session: { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 },
};
const site = createSite('https://postern.example.com', settings);
const unused = () => Promise.reject(new Error('the table was asked'));
const table = {
  ...{ get: unused, batchGet: unused, query: unused, put: unused },
  ...{ update: unused, delete: unused, transact: unused },
};

/** An instance of the callback function that has read this key set, without a table. */
async function instance(keys: KeySet) {
  const keysArn = await store.create(formatKeySet(keys));
  const scene: ClientSecretScene = await clientSecretScene(store, 'secret-1');
  const sessionKeys = createSessionKeys(scene.secrets, keysArn);
  await sessionKeys.set();
  const made = createProvider(providerSettings(), scene.ports);
  let prepared = 0;
  const prepare = () => {
    prepared += 1;
    made.prepare();
  };
  const provider = { ...made, prepare };
  const ports: CallbackPorts = {
    ...{ settings, site, table, sessionKeys, log: () => undefined, random: randomBytes },
    clock: () => scene.state.now,
    provider: (name) => (name === 'corp' ? provider : undefined),
    logoutProvider: (name) => (name === 'corp' ? provider : undefined),
  };
  const call = (parts: RequestParts) => {
    const asked = request({ path: '/callback/corp', provider: 'corp', ...parts });
    return callback(asked, ports, deadlineIn(9000, Date.now));
  };
  return { ...scene, call, prepared: () => prepared, turn: (set: KeySet) => store.put(keysArn, formatKeySet(set)) };
}

/** The cookie of an attempt that is over by now, sealed with these keys. */
function expiredAttempt(keys: KeySet): string {
  return attempt(keys, 0);
}

/** The cookie of an attempt that began then. */
function attempt(keys: KeySet, startedAt: number): string {
  const attempt: Attempt = {
    ...{ provider: 'corp', state: 'state-1', nonce: 'n', codeVerifier: 'v', returnTo: '/', startedAt },
    ...{ tokenEndpoint: 'https://login.example.com/token', issExpected: false },
  };
  const [pair = ''] = attemptCookie(attempt, createKeyring(keys), randomBytes(12), site.cookies, 'Lax').split(';');
  return pair;
}

const response = 'state=state-1&code=c';
/** What is answered to an attempt that was opened and is over, and to one that is not to be had. */
const opened = expect.objectContaining({ message: 'the login attempt has expired', cookies: [expect.any(String)] });
const unknown = problem('login_not_found', { message: 'no such login attempt in this browser' });

describe('an attempt', () => {
  const before = replaceKeys(randomBytes);
  const turn = (keys: KeySet) => rotateKeySet(keys, randomBytes, 1000, 1000);

  test('that another instance has sealed with a key that is new here is opened', async () => {
    const { call, turn: store } = await instance(before);
    const after = turn(turn(before));
    await store(after);
    await expect(call({ query: response, cookies: [expiredAttempt(after)] })).rejects.toEqual(opened);
  });

  test('that was sealed with a key that is known here takes no further read', async () => {
    const { call, secrets, arn } = await instance(before);
    const from = store.reads().length;
    for (const keys of [before, turn(before)]) {
      await expect(call({ query: response, cookies: [expiredAttempt(keys)] })).rejects.toEqual(opened);
    }
    // The client secret is read once beside it.
    await secrets.current(arn);
    expect(store.reads()).toHaveLength(from + 1);
  });

  test('that was sealed with an unknown key is not found', async () => {
    const { call } = await instance(before);
    const strange = expiredAttempt(replaceKeys(randomBytes));
    await expect(call({ query: response, cookies: [strange] })).rejects.toEqual(unknown);
  });
});

describe('the client secret', () => {
  const keys = replaceKeys(randomBytes);

  test('is read beside the table, as soon as there is a code for it', async () => {
    const { call, secrets, arn, prepared, state } = await instance(keys);
    const from = store.reads().length;
    await expect(call({ query: response, cookies: [attempt(keys, state.now)] })).rejects.toThrow('unforeseen error');
    expect(prepared()).toBe(1);
    await secrets.current(arn);
    expect(store.reads()).toHaveLength(from + 1);
  });

  test('is not read for a stranger’s response, nor for one without a code', async () => {
    const { call, prepared, state } = await instance(keys);
    await expect(call({ query: response })).rejects.toEqual(unknown);
    const refusal = 'error=access_denied&state=state-1';
    await expect(call({ query: refusal, cookies: [attempt(keys, state.now)] })).rejects.toThrow('unforeseen error');
    expect(prepared()).toBe(0);
  });

  test('is not read beside a logout token, which may be signed otherwise', async () => {
    const { call, prepared } = await instance(keys);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await call({ method: 'POST', headers, body: 'logout_token=a.b.c' })).status).toBe(400);
    expect(prepared()).toBe(0);
  });

  test('does not fail the callback if it cannot be read', async () => {
    const { call } = await instance(keys);
    store.server.answer((answer) => answer.writeHead(400).end('{}'));
    await expect(call({ query: response })).rejects.toEqual(unknown);
  });
});
