import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { deadlineIn } from '../../../../../functions/core/base/deadline.ts';
import type { ProviderSettings } from '../../../../../functions/core/contract/provider-settings.ts';
import type { ProviderAnswer } from '../../../../../functions/core/oidc/token-response.ts';
import { createAuthenticatedClient } from '../../../../../functions/core/provider/client-secret/authenticate.ts';
import { createClientSecretVersions } from '../../../../../functions/core/provider/client-secret/versions.ts';
import type { ProviderCall } from '../../../../../functions/core/provider/http-client.ts';
import type { Secrets } from '../../../../../functions/core/secrets/port.ts';
import { ecKey } from '../../support/assertion-keys.ts';
import { clientSecretScene } from '../../support/client-secrets.ts';
import { problem } from '../../support/problems.ts';
import { type SecretStore, startSecretStore } from '../../support/secret-store.ts';
import { providerSettings } from '../../support/settings.ts';

let store: SecretStore;
beforeAll(async () => {
  store = await startSecretStore();
});
beforeEach(() => store.serve());
afterAll(() => store.close());

const json = (status: number, body: object): ProviderAnswer => ({ status, body: JSON.stringify(body) });
const tokens = json(200, { id_token: 'i' });
const refusal = json(401, { error: 'invalid_client' });

/** The client secret or assertion that a request presents. */
function credentialOf({ headers, body }: ProviderCall): string {
  const [, basic] = headers?.['authorization']?.split(' ') ?? [];
  if (basic !== undefined) return Buffer.from(basic, 'base64').toString().split(':')[1] ?? '';
  const form = new URLSearchParams(body);
  return form.get('client_secret') ?? form.get('client_assertion') ?? '';
}

/** A client whose secret is this, in an instance that has read it. */
async function clientWith(value: string | object, changes: Partial<ProviderSettings> = {}, by: Partial<Secrets> = {}) {
  const scene = await clientSecretScene(store, value);
  const { state } = scene;
  const ports = { ...scene.ports, secrets: { ...scene.secrets, ...by } };
  const settings = providerSettings(changes);
  const versions = createClientSecretVersions(settings, ports);
  let answerTo: (presented: string) => ProviderAnswer = () => refusal;
  let presented: string[] = [];
  const client = createAuthenticatedClient(
    settings,
    versions,
    async (request) => {
      const credential = credentialOf(request);
      presented.push(credential);
      return answerTo(credential);
    },
    ports,
  );
  await scene.secrets.current(scene.arn);
  /** Makes a call so many milliseconds later. @returns the answer, and the secrets that were presented. */
  const call = async (answer: (presented: string) => ProviderAnswer, later = 2000) => {
    state.now += later;
    answerTo = answer;
    presented = [];
    const given = await client.post(
      'https://login.example.com/token',
      {},
      deadlineIn(1000, () => state.now),
    );
    return { given, presented };
  };
  /** Makes a call to a provider that knows these secrets. */
  const callKnowing = (...known: string[]) => call((secret) => (known.includes(secret) ? tokens : refusal));
  return { ...scene, call, callKnowing };
}

describe('while the current secret is accepted', () => {
  test('nothing else is tried, read or recorded', async () => {
    const { callKnowing, put, notes } = await clientWith('one');
    await put('two', 'AWSPENDING');
    const from = store.reads().length;
    expect(await callKnowing('one', 'two')).toEqual({ given: tokens, presented: ['one'] });
    expect(store.reads()).toHaveLength(from);
    expect(notes).toEqual([]);
  });
});

describe('if the current secret is refused', () => {
  test.each([refusal, json(400, { error: 'invalid_client' }), json(403, { error: 'unauthorized_client' })])(
    'with %j, a newer one is read and tried',
    async (refused) => {
      const { call, callKnowing, put, notes } = await clientWith('one');
      await put('two');
      const { given, presented } = await call((secret) => (secret === 'two' ? tokens : refused));
      expect([given, presented]).toEqual([tokens, ['one', 'two']]);
      expect(notes).toEqual([['corp', 'authenticate', 'newer']]);
      expect((await callKnowing('two')).presented).toEqual(['two']);
      expect(notes).toHaveLength(1);
    },
  );

  test('the others are tried in the order in which they may have come: newer, pending, staged', async () => {
    const { callKnowing, put, notes } = await clientWith('one');
    await put('two');
    await put('three', 'AWSPENDING');
    await put('four', 'POSTERN_STAGED');
    expect(await callKnowing('four')).toEqual({ given: tokens, presented: ['one', 'two', 'three', 'four'] });
    expect(notes).toEqual([['corp', 'authenticate', 'pending']]);
  });

  test('the rate limit of rereading the current version is not awaited while another version is accepted', async () => {
    const newer = () => Promise.reject(new Error('a turn was taken'));
    const { callKnowing, put } = await clientWith('one', {}, { newer });
    await put('two', 'POSTERN_STAGED');
    expect((await callKnowing('two')).presented).toEqual(['one', 'two']);
    await put('three');
    expect((await callKnowing('three')).presented).toEqual(['two', 'one', 'three']);
    await expect(callKnowing()).rejects.toThrow('a turn was taken');
  });

  test('what has become current within the last second is tried, too', async () => {
    const { call, put, secrets, arn } = await clientWith('one');
    expect(await secrets.labelled(arn, 'AWSCURRENT')).toMatchObject({ value: { client_secret: 'one' } });
    await put('two');
    const { presented } = await call((secret) => (secret === 'two' ? tokens : refusal), 0);
    expect(presented).toEqual(['one', 'two']);
  });

  test('the previous one is not tried', async () => {
    const { callKnowing, put, state } = await clientWith('one');
    await put('two');
    state.now += 60_000;
    expect(await callKnowing('one')).toEqual({ given: refusal, presented: ['two'] });
  });

  test('each distinct secret is tried once, and the refusal is the answer if none is accepted', async () => {
    const { callKnowing, put, notes } = await clientWith('one');
    await put('one', 'AWSPENDING');
    await put('two', 'POSTERN_STAGED');
    expect(await callKnowing()).toEqual({ given: refusal, presented: ['one', 'two'] });
    const { callKnowing: callAgain } = await clientWith('one');
    expect(await callAgain()).toEqual({ given: refusal, presented: ['one'] });
    expect(notes).toEqual([]);
  });

  test('a pending version without a client secret is skipped', async () => {
    const { callKnowing, put } = await clientWith('one');
    await put({ password: 'two' }, 'AWSPENDING');
    await put('three', 'POSTERN_STAGED');
    expect(await callKnowing('three')).toEqual({ given: tokens, presented: ['one', 'three'] });
  });

  test('and Secrets Manager does not answer, the problem is temporarily_unavailable', async () => {
    const { callKnowing, lines } = await clientWith('one');
    store.server.answer((response) => response.destroy());
    await expect(callKnowing('two')).rejects.toEqual(problem('temporarily_unavailable'));
    expect(lines).toEqual([expect.objectContaining({ level: 'error', event: 'secrets_unavailable' })]);
  });
});

describe('any other answer is final, for a code is not sent twice', () => {
  const answers: readonly ProviderAnswer[] = [
    json(400, { error: 'invalid_grant' }),
    json(403, { error: 'invalid_code' }),
    json(401, {}),
    { status: 401, body: 'who are you?' },
    json(429, { error: 'slow_down' }),
    json(500, {}),
    { status: 302, body: '' },
    { status: 200, body: 'invalid_client' },
  ];

  test.each(answers)('%j', async (answer) => {
    const { call, put } = await clientWith('one');
    await put('two');
    await put('three', 'AWSPENDING');
    expect(await call(() => answer)).toEqual({ given: answer, presented: ['one'] });
    const second = await call((secret) => (secret === 'one' ? refusal : answer));
    expect(second).toEqual({ given: answer, presented: ['one', 'two'] });
  });

  test('no answer at all', async () => {
    const { call, put, notes } = await clientWith('one');
    await put('two');
    let calls = 0;
    const failing = call(() => {
      calls += 1;
      throw new Error('no answer in time');
    });
    await expect(failing).rejects.toThrow('no answer in time');
    expect([calls, notes]).toEqual([1, []]);
  });
});

describe('what was accepted in the place of the current secret', () => {
  test('is tried first from then on, and recorded each time', async () => {
    const { callKnowing, put, notes } = await clientWith('one');
    await put('two', 'AWSPENDING');
    await callKnowing('two');
    const from = store.reads().length;
    expect(await callKnowing('two')).toEqual({ given: tokens, presented: ['two'] });
    expect(await callKnowing('two')).toEqual({ given: tokens, presented: ['two'] });
    expect(store.reads()).toHaveLength(from);
    expect(notes).toEqual(Array(3).fill(['corp', 'authenticate', 'pending']));
  });

  test('counts as accepted if the provider refuses the code', async () => {
    const { call, put, notes } = await clientWith('one');
    await put('two', 'AWSPENDING');
    const refusedCode = json(400, { error: 'invalid_grant' });
    const answer = (secret: string) => (secret === 'two' ? refusedCode : refusal);
    expect((await call(answer)).presented).toEqual(['one', 'two']);
    expect(await call(answer)).toEqual({ given: refusedCode, presented: ['two'] });
    expect(notes).toEqual(Array(2).fill(['corp', 'authenticate', 'pending']));
  });

  test.each([json(503, {}), json(429, { error: 'slow_down' }), { status: 302, body: '' }])(
    'is nothing that was answered with %j',
    async (answer) => {
      const { call, callKnowing, put, notes } = await clientWith('one');
      await put('two', 'AWSPENDING');
      expect((await call((secret) => (secret === 'two' ? answer : refusal))).presented).toEqual(['one', 'two']);
      expect(notes).toEqual([]);
      expect((await callKnowing('one')).presented).toEqual(['one']);
    },
  );

  test('is forgotten when the provider goes back to the current one', async () => {
    const { callKnowing, put, notes } = await clientWith('one');
    await put('two', 'AWSPENDING');
    await callKnowing('two');
    expect(await callKnowing('one')).toEqual({ given: tokens, presented: ['two', 'one'] });
    expect(await callKnowing('one')).toEqual({ given: tokens, presented: ['one'] });
    expect(notes).toEqual([['corp', 'authenticate', 'pending']]);
  });

  test('is forgotten when the current version changes', async () => {
    const { callKnowing, put, state, arn } = await clientWith('one');
    const pending = await put('two', 'AWSPENDING');
    await callKnowing('two');
    await store.move(arn, 'AWSPENDING', { from: pending });
    await put('three');
    state.now += 60_000;
    expect(await callKnowing('two', 'three')).toEqual({ given: tokens, presented: ['three'] });
  });

  test('does not keep the others from being tried once it is refused', async () => {
    const { callKnowing, put } = await clientWith('one');
    await put('two', 'AWSPENDING');
    await callKnowing('two');
    await put('three');
    expect(await callKnowing('three')).toEqual({ given: tokens, presented: ['two', 'one', 'three'] });
    expect(await callKnowing('three')).toEqual({ given: tokens, presented: ['three'] });
  });
});

describe('without a current client secret', () => {
  test.each([{}, { client_secret: '' }, { client_secret: 1 }])('in %j nobody is called', async (value) => {
    const { call, put } = await clientWith(value);
    await put('two', 'AWSPENDING');
    const cure = 'npm run ops -- secret set corp';
    await expect(call(() => tokens)).rejects.toEqual(
      problem('temporarily_unavailable', { log: { provider: 'corp', cure } }),
    );
  });
});

describe('a client secret that is a JWT', () => {
  const pem = () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    return String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
  };
  const settings = { clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' } };
  const keyIds = (presented: readonly string[]) => presented.map((jwt) => decodeProtectedHeader(jwt).kid);

  test('is made from the pending key if the current one is refused, with the key id that was stored with it', async () => {
    const { call, put } = await clientWith({ private_key: pem() }, settings);
    await put({ private_key: pem(), key_id: 'KEY7654321' }, 'AWSPENDING');
    const { presented } = await call((jwt) => (keyIds([jwt]).includes('KEY7654321') ? tokens : refusal));
    expect(keyIds(presented)).toEqual(['KEY1234567', 'KEY7654321']);
  });

  test('is not tried twice with one key under one id, but is under the right one', async () => {
    const key = pem();
    const { call, put } = await clientWith({ private_key: key }, settings);
    await put({ private_key: key, key_id: 'KEY1234567' }, 'AWSPENDING');
    expect(keyIds((await call(() => refusal)).presented)).toEqual(['KEY1234567']);
    await put({ private_key: key, key_id: 'KEY7654321' }, 'POSTERN_STAGED');
    expect(keyIds((await call(() => refusal)).presented)).toEqual(['KEY1234567', 'KEY7654321']);
  });
});

describe('a client that authenticates by assertions', () => {
  const settings = {
    tokenEndpointAuthMethod: 'private_key_jwt',
    clientAssertion: { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' },
  } as const;
  const keyed = (key_id: string, pair = ecKey()) => ({ private_key: pair.pem, key_id });
  const keyIds = (presented: readonly string[]) => presented.map((jwt) => decodeProtectedHeader(jwt).kid);

  test('makes a new one for each call, and for each try', async () => {
    const { call, put } = await clientWith(keyed('one'), settings);
    await put(keyed('two'), 'AWSPENDING');
    const calls = [await call(() => tokens), await call(() => tokens), await call(() => refusal)];
    const presented = calls.flatMap((each) => each.presented);
    expect(keyIds(presented)).toEqual(['one', 'one', 'one', 'two']);
    expect(new Set(presented.map((jwt) => decodeJwt(jwt).jti)).size).toBe(4);
  });

  test('does not try one key twice, and takes the pending one if the provider refuses the current one', async () => {
    const pair = ecKey();
    const { call, put, notes } = await clientWith(keyed('one', pair), settings);
    await put(keyed('one', pair), 'POSTERN_STAGED');
    expect(keyIds((await call(() => refusal)).presented)).toEqual(['one']);
    await put(keyed('two'), 'AWSPENDING');
    const { given, presented } = await call((jwt) => (keyIds([jwt]).includes('two') ? tokens : refusal));
    expect([given, keyIds(presented)]).toEqual([tokens, ['one', 'two']]);
    expect(notes).toEqual([['corp', 'authenticate', 'pending']]);
  });

  test('skips a key of another algorithm if one that fits is staged, and gives the reason if none is', async () => {
    const { call, put } = await clientWith(keyed('one', ecKey('P-384')), settings);
    const cure = 'npm run ops -- secret set corp < the private key for ES256 (PKCS #8, PEM)';
    const message = 'the private key cannot be used: it is no key of the curve P-256';
    await expect(call(() => tokens)).rejects.toEqual(
      problem('temporarily_unavailable', { message, log: { provider: 'corp', cure } }),
    );
    await put(keyed('two'), 'POSTERN_STAGED');
    expect(keyIds((await call(() => tokens)).presented)).toEqual(['two']);
  });

  test('with a client secret, too, but not with one that is too short to sign with', async () => {
    const bySecret = {
      tokenEndpointAuthMethod: 'client_secret_jwt',
      clientAssertion: { algorithm: 'HS256', audience: 'token_endpoint', keyHeader: 'kid' },
    } as const;
    const { call } = await clientWith('sixteen-letters!', bySecret);
    const { presented } = await call(() => tokens);
    const expected = { audience: 'https://login.example.com/token', issuer: 'client-1' };
    const [jwt = ''] = presented;
    expect(
      (
        await jwtVerify(jwt, Buffer.from('sixteen-letters!'), {
          ...expected,
          currentDate: new Date(Number(decodeJwt(jwt).iat) * 1000),
        })
      ).payload.sub,
    ).toBe('client-1');
    const { call: callShort } = await clientWith('fifteen-letters', bySecret);
    await expect(callShort(() => tokens)).rejects.toEqual(
      problem('temporarily_unavailable', { message: 'the client secret is too short to sign with' }),
    );
  });
});

describe('a secret that belongs to another issuer or client', () => {
  const own = { issuer: providerSettings().issuer, client_id: providerSettings().clientId };
  const foreign = [
    { ...own, issuer: 'https://other.example.com/' },
    { ...own, client_id: 'client-2' },
  ];

  test.each(foreign)('is presented under no label, and the refusal says whose it is: %j', async (bound) => {
    const { call, put } = await clientWith({ client_secret: 'theirs', ...bound });
    for (const label of ['AWSPENDING', 'POSTERN_STAGED']) await put({ client_secret: label, ...bound }, label);
    const sent: string[] = [];
    const asked = call((secret) => {
      sent.push(secret);
      return tokens;
    });
    await expect(asked).rejects.toMatchObject({
      code: 'temporarily_unavailable',
      message: expect.stringContaining(`belongs to the issuer ${bound.issuer} and the client ${bound.client_id}`),
      log: { check: 'secret_binding', cure: 'npm run ops -- secret set corp' },
    });
    expect(sent).toEqual([]);
  });

  test.each(foreign)('does not hide the same secret that is staged for this issuer and client: %j', async (bound) => {
    const { callKnowing, put } = await clientWith({ client_secret: 'same', ...bound });
    await put({ client_secret: 'same', ...own }, 'POSTERN_STAGED');
    expect(await callKnowing('same')).toEqual({ given: tokens, presented: ['same'] });
  });
});
