import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { deadlineIn } from '../../../../functions/core/base/deadline.ts';
import { verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { createProvider, type Provider } from '../../../../functions/core/provider/index.ts';
import { clientSecretScene } from '../support/client-secrets.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';
import { type SecretStore, startSecretStore } from '../support/secret-store.ts';
import { providerSettings } from '../support/settings.ts';
import { createSigner } from '../support/tokens.ts';
import { until } from '../support/until.ts';

let server: LoopbackServer;
let store: SecretStore;
beforeAll(async () => {
  [server, store] = await Promise.all([startLoopbackServer(), startSecretStore()]);
});
beforeEach(() => store.serve());
afterAll(() => Promise.all([server.close(), store.close()]));

const state = { secret: 'secret-1' as unknown, stored: 'secret-1' as unknown };
afterEach(() => {
  state.secret = 'secret-1';
  state.stored = 'secret-1';
});

/** A provider whose secret is cached: only who asks for a newer one sees what is stored. */
async function sceneOf() {
  const settings = providerSettings({ issuer: `${server.origin}/` });
  const scene = await clientSecretScene(store, { client_secret: state.secret });
  await scene.secrets.current(scene.arn);
  if (state.stored !== state.secret) await scene.put({ client_secret: state.stored });
  return { ...scene, settings, provider: createProvider(settings, { ...scene.ports, clock: Date.now }) };
}
const provider = async () => (await sceneOf()).provider;

const deadline = () => deadlineIn(5000, Date.now);
const exchange = async (by?: Provider) => {
  const grant = { tokenEndpoint: `${server.origin}/token`, code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' };
  return (by ?? (await provider())).exchange(grant, deadline());
};
/** The token requests since `from`, by the credentials they came with. */
const credentials = (from: number) =>
  server.received
    .slice(from)
    .map(({ headers }) => Buffer.from((headers.authorization ?? '').slice(6), 'base64').toString());

describe('exchange', () => {
  test('sends the code with the secret and reads the tokens', async () => {
    const from = server.received.length;
    server.answer(jsonAnswer({ id_token: 'i', access_token: 'a', token_type: 'Bearer' }));
    expect(await exchange()).toEqual({ idToken: 'i', accessToken: 'a' });
    expect(credentials(from)).toEqual(['client-1:secret-1']);
    expect(new URLSearchParams(server.received.at(-1)?.body).get('code_verifier')).toBe('v');
  });

  test('tries once more with the newer secret if the provider refuses the one we know', async () => {
    const from = server.received.length;
    state.stored = 'secret-2';
    server.answer((response, received) => {
      const right = received.headers.authorization === `Basic ${Buffer.from('client-1:secret-2').toString('base64')}`;
      jsonAnswer(right ? { id_token: 'i' } : { error: 'invalid_client' }, right ? 200 : 401)(response, received);
    });
    expect(await exchange()).toEqual({ idToken: 'i' });
    expect(credentials(from)).toEqual(['client-1:secret-1', 'client-1:secret-2']);
  });

  test('does not send the same secret twice', async () => {
    const from = server.received.length;
    server.answer(jsonAnswer({ error: 'invalid_client' }, 401));
    await expect(exchange()).rejects.toEqual(problem('provider_error'));
    expect(credentials(from)).toHaveLength(1);
  });

  test('does not try a third time', async () => {
    const from = server.received.length;
    state.stored = 'secret-2';
    server.answer(jsonAnswer({ error: 'unauthorized_client' }, 403));
    await expect(exchange()).rejects.toEqual(problem('provider_error'));
    expect(credentials(from)).toHaveLength(2);
  });

  test('does not send a code twice after any other failure', async () => {
    state.stored = 'secret-2';
    for (const answer of [jsonAnswer({ error: 'invalid_grant' }, 400), jsonAnswer({}, 500)]) {
      const from = server.received.length;
      server.answer(answer);
      await expect(exchange()).rejects.toEqual(problem('provider_error'));
      expect(credentials(from)).toHaveLength(1);
    }
  });

  test('says how to store a secret that was never set, and calls nobody', async () => {
    for (const secret of [undefined, '', 1]) {
      const from = server.received.length;
      state.secret = state.stored = secret;
      await expect(exchange()).rejects.toEqual(
        problem('temporarily_unavailable', { log: { provider: 'corp', cure: 'npm run ops -- secret set corp' } }),
      );
      expect(server.received).toHaveLength(from);
    }
  });

  test('fails in a function that was granted no secret', async () => {
    const { settings, ports } = await sceneOf();
    const from = store.server.received.length;
    const without = createProvider(settings, { ...ports, secretArn: undefined });
    await expect(exchange(without)).rejects.toThrow('no secret is granted for corp');
    expect(store.server.received).toHaveLength(from);
  });

  test('uses the pending secret if the provider has changed first, and records it', async () => {
    const { provider, put, notes } = await sceneOf();
    await put({ client_secret: 'secret-2' }, 'AWSPENDING');
    const from = server.received.length;
    server.answer((response, received) => {
      const right = received.headers.authorization === `Basic ${Buffer.from('client-1:secret-2').toString('base64')}`;
      jsonAnswer(right ? { id_token: 'i' } : { error: 'invalid_client' }, right ? 200 : 401)(response, received);
    });
    expect(await exchange(provider)).toEqual({ idToken: 'i' });
    expect(await exchange(provider)).toEqual({ idToken: 'i' });
    expect(credentials(from)).toEqual(['client-1:secret-1', 'client-1:secret-2', 'client-1:secret-2']);
    expect(notes).toEqual(Array(2).fill(['corp', 'authenticate', 'pending']));
  });
});

describe('push', () => {
  const requestUri = 'urn:ietf:params:oauth:request_uri:1';
  const pushed = { request_uri: requestUri, expires_in: 60 };
  const parameters = { client_id: 'client-1', state: 's', scope: 'openid email', login_hint: 'a&b=c' };
  const push = async (by?: Provider, until = deadline()) =>
    (by ?? (await provider())).push(`${server.origin}/par`, parameters, until);

  test('posts the whole request with the secret, and gives what stands for it', async () => {
    const from = server.received.length;
    server.answer(jsonAnswer(pushed, 201));
    expect(await push()).toBe(requestUri);
    expect(credentials(from)).toEqual(['client-1:secret-1']);
    const { method, url, headers, body } = server.received.at(-1) ?? {};
    expect([method, url]).toEqual(['POST', '/par']);
    expect(headers?.['content-type']).toBe('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(body))).toEqual(parameters);
  });

  test('uses the pending secret if the provider has changed first, and records it', async () => {
    const { provider, put, notes } = await sceneOf();
    await put({ client_secret: 'secret-2' }, 'AWSPENDING');
    const from = server.received.length;
    server.answer((response, received) => {
      const right = received.headers.authorization === `Basic ${Buffer.from('client-1:secret-2').toString('base64')}`;
      jsonAnswer(right ? pushed : { error: 'invalid_client' }, right ? 201 : 401)(response, received);
    });
    expect([await push(provider), await push(provider)]).toEqual([requestUri, requestUri]);
    expect(credentials(from)).toEqual(['client-1:secret-1', 'client-1:secret-2', 'client-1:secret-2']);
    expect(notes).toEqual(Array(2).fill(['corp', 'authenticate', 'pending']));
  });

  test('is not made again after any other failure', async () => {
    state.stored = 'secret-2';
    for (const answer of [jsonAnswer({ error: 'invalid_request' }, 400), jsonAnswer(pushed), jsonAnswer({}, 500)]) {
      const from = server.received.length;
      server.answer(answer);
      await expect(push()).rejects.toEqual(problem('provider_error'));
      expect(credentials(from)).toHaveLength(1);
    }
  });

  test('sends nothing once the time is over', async () => {
    const from = server.received.length;
    server.answer(jsonAnswer(pushed, 201));
    await expect(push(undefined, { remaining: () => 0 })).rejects.toEqual(problem('provider_unreachable'));
    expect(server.received).toHaveLength(from);
  });
});

describe('prepare', () => {
  test('reads the client secret ahead of its use', async () => {
    const { ports, arn } = await clientSecretScene(store, 'secret-1');
    const prepared = createProvider(providerSettings({ issuer: `${server.origin}/` }), ports);
    const from = store.reads().length;
    prepared.prepare();
    await ports.secrets.current(arn);
    server.answer(jsonAnswer({ id_token: 'i' }));
    await exchange(prepared);
    expect(store.reads()).toHaveLength(from + 1);
  });

  test('leaves it to those who need the secret to say what is wrong with it', async () => {
    const { ports, lines } = await clientSecretScene(store, 'secret-1');
    store.server.answer((response) => response.writeHead(400).end('{}'));
    createProvider(providerSettings(), { ...ports, secretArn: undefined }).prepare();
    const prepared = createProvider(providerSettings(), ports);
    prepared.prepare();
    await until(() => lines.length > 0);
    await expect(exchange(prepared)).rejects.toEqual(problem('temporarily_unavailable'));
  });
});

describe('userinfo', () => {
  const identity = async () => {
    const signer = await createSigner('ES256');
    const seconds = Date.now() / 1000;
    const claims = { iss: 'i', sub: 'alice', aud: 'c', nonce: 'n', iat: seconds, exp: seconds + 60 };
    const expected = {
      ...{ issuer: 'i', tenants: [], clientId: 'c', nonce: 'n', now: Date.now() },
      algorithm: 'ES256',
    } as const;
    return verifyIdToken(await signer.sign(claims), signer.keys, expected);
  };
  const asked = () => ({
    ...{ endpoint: `${server.origin}/userinfo`, accessToken: 'access-1', jwksUri: `${server.origin}/pinned` },
  });

  test('is asked with the access token, and joined with the ID token', async () => {
    server.answer(jsonAnswer({ sub: 'alice', email: 'a@b' }));
    const found = await (await provider()).userinfo(asked(), await identity(), deadline());
    expect(found).toMatchObject({ sub: 'alice', email: 'a@b', iss: 'i' });
    const headers = { authorization: 'Bearer access-1', accept: 'application/json' };
    expect(server.received.at(-1)).toMatchObject({ method: 'GET', headers });
  });

  test('is verified if it is signed, by the keys that the login began with', async () => {
    const signer = await createSigner('PS256');
    const { settings, ports } = await sceneOf();
    const signing = { ...settings, userinfoSignedResponseAlg: 'PS256' } as const;
    const made = createProvider(signing, { ...ports, clock: Date.now });
    const claims = { iss: settings.issuer, aud: settings.clientId, sub: 'alice', email: 'a@b' };
    const body = await signer.sign(claims);
    server.answer((response, received) => {
      if (received.url === '/pinned') return jsonAnswer({ keys: [signer.jwk] })(response, received);
      return void response.writeHead(200, { 'content-type': 'application/jwt' }).end(body);
    });
    const from = server.received.length;
    expect(await made.userinfo(asked(), await identity(), deadline())).toMatchObject({ email: 'a@b' });
    const received = server.received.slice(from).map(({ url, headers }) => [url, headers.accept]);
    expect(received).toEqual([
      ['/userinfo', 'application/jwt'],
      ['/pinned', 'application/json'],
    ]);
  });

  test('is verified by the client secret if that signs', async () => {
    const secret = 'a-secret-of-thirty-two-characters';
    state.secret = secret;
    const { settings, ports } = await sceneOf();
    const made = createProvider({ ...settings, userinfoSignedResponseAlg: 'HS256' }, { ...ports, clock: Date.now });
    const claims = { iss: settings.issuer, aud: settings.clientId, sub: 'alice', email: 'a@b' };
    for (const [key, outcome] of [
      [secret, 'email'],
      [`${secret}-`, 'refused'],
    ] as const) {
      const body = await (await createSigner('HS256', '', key)).sign(claims);
      server.answer((response) => void response.writeHead(200, { 'content-type': 'application/jwt' }).end(body));
      const answer = made.userinfo(asked(), await identity(), deadline());
      if (outcome === 'email') expect(await answer).toMatchObject({ email: 'a@b' });
      else await expect(answer).rejects.toEqual(problem('provider_error', { log: { check: 'signature' } }));
    }
  });
});

describe('keys', () => {
  const metadata = (jwks_uri: string | undefined) =>
    jsonAnswer({
      issuer: `${server.origin}/`,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      jwks_uri,
    });

  test('come from the URL that the login began with', async () => {
    server.answer(jsonAnswer({ keys: [{ kty: 'RSA' }] }));
    expect(await (await provider()).keys('provider_response', `${server.origin}/pinned`).jwks()).toEqual({
      keys: [{ kty: 'RSA' }],
    });
    expect(server.received.at(-1)?.url).toBe('/pinned');
  });

  test('are refetched if the known ones do not verify', async () => {
    const keys = (await provider()).keys('provider_response', `${server.origin}/pinned`);
    server.answer(jsonAnswer({ keys: [{ kty: 'RSA', kid: 'one' }] }));
    const known = await keys.jwks();
    server.answer(jsonAnswer({ keys: [{ kty: 'RSA', kid: 'two' }] }));
    expect(await keys.jwks()).toBe(known);
    expect(await keys.jwks(known)).toEqual({ keys: [{ kty: 'RSA', kid: 'two' }] });
  });

  test('come from where the metadata says otherwise', async () => {
    server.answer((response, received) => {
      const document = received.url === '/jwks' ? jsonAnswer({ keys: [] }) : metadata(`${server.origin}/jwks`);
      document(response, received);
    });
    expect(await (await provider()).keys('provider_response').jwks()).toEqual({ keys: [] });
    expect(server.received.at(-1)?.url).toBe('/jwks');
  });

  test('are a provider_error if it does not say', async () => {
    server.answer(metadata(undefined));
    await expect((await provider()).keys('provider_response').jwks()).rejects.toEqual(problem('provider_error'));
  });

  test('of HMAC are the client secrets, the current one first', async () => {
    expect(await (await provider()).keys('provider_response').secrets()).toEqual(['secret-1']);
    state.stored = 'secret-2';
    expect(await (await provider()).keys('provider_response').secrets(['secret-1'])).toEqual(['secret-2', 'secret-1']);
  });

  test('of HMAC may be short if the issuer is on this machine, and nowhere else', async () => {
    const { settings, ports, provider: local } = await sceneOf();
    expect(local.keys('provider_response').minimumSecretBytes).toBe(1);
    const elsewhere = createProvider({ ...settings, issuer: 'https://login.example.com/' }, ports);
    expect(elsewhere.keys('provider_response').minimumSecretBytes).toBeUndefined();
  });
});
