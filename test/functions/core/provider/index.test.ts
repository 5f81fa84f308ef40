import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { deadlineIn } from '../../../../functions/core/deadline.ts';
import { verifyIdToken } from '../../../../functions/core/oidc/id-token/index.ts';
import { createProvider } from '../../../../functions/core/provider/index.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';
import { providerSettings } from '../support/settings.ts';
import { createSigner } from '../support/tokens.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
});
afterAll(() => server.close());

const state = { secret: 'secret-1' as unknown, stored: 'secret-1' as unknown };
afterEach(() => {
  state.secret = 'secret-1';
  state.stored = 'secret-1';
});

/** A provider whose secret is cached: only who asks for a newer one sees what is stored. */
function provider() {
  const settings = providerSettings({ issuer: `${server.origin}/` });
  const current = async (arn: string) => {
    expect(arn).toBe('arn:secret');
    return { client_secret: state.secret };
  };
  const newer = (arn: string, known: object) => {
    expect(known).toEqual({ client_secret: state.secret });
    state.secret = state.stored;
    return current(arn);
  };
  const secrets = { current, newer };
  return createProvider(settings, { clock: Date.now, secrets, secretArn: 'arn:secret', loopbackHttp: true });
}

const deadline = () => deadlineIn(5000, Date.now);
const exchange = (by = provider()) => {
  const grant = { tokenEndpoint: `${server.origin}/token`, code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' };
  return by.exchange(grant, deadline());
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

  test('tries once more with the newer secret where the provider refuses the one we know', async () => {
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
      state.secret = secret;
      await expect(exchange()).rejects.toEqual(
        problem('temporarily_unavailable', { log: { provider: 'corp', cure: 'npm run ops -- secret set corp' } }),
      );
      expect(server.received).toHaveLength(from);
    }
  });

  test('fails in a function that was granted no secret', async () => {
    const settings = providerSettings({ issuer: `${server.origin}/` });
    const asked = () => Promise.reject(new Error('asked'));
    const secrets = { current: asked, newer: asked };
    const without = createProvider(settings, { clock: Date.now, secrets, secretArn: undefined, loopbackHttp: true });
    await expect(exchange(without)).rejects.toThrow('no secret is granted for corp');
  });
});

describe('userinfo', () => {
  test('is asked with the access token, and joined with the ID token', async () => {
    const signer = await createSigner('ES256');
    const seconds = Date.now() / 1000;
    const claims = { iss: 'i', sub: 'alice', aud: 'c', nonce: 'n', iat: seconds, exp: seconds + 60 };
    const expected = {
      ...{ issuer: 'i', tenants: [], clientId: 'c', nonce: 'n', now: Date.now() },
      algorithm: 'ES256',
    } as const;
    const idToken = await verifyIdToken(await signer.sign(claims), signer.keys, expected);
    server.answer(jsonAnswer({ sub: 'alice', email: 'a@b' }));
    const found = await provider().userinfo(`${server.origin}/userinfo`, 'access-1', idToken, deadline());
    expect(found).toMatchObject({ sub: 'alice', email: 'a@b', iss: 'i' });
    expect(server.received.at(-1)).toMatchObject({ method: 'GET', headers: { authorization: 'Bearer access-1' } });
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
    expect(await provider().keys(`${server.origin}/pinned`).jwks()).toEqual({ keys: [{ kty: 'RSA' }] });
    expect(server.received.at(-1)?.url).toBe('/pinned');
  });

  test('are read anew where the known ones will not do', async () => {
    const keys = provider().keys(`${server.origin}/pinned`);
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
    expect(await provider().keys().jwks()).toEqual({ keys: [] });
    expect(server.received.at(-1)?.url).toBe('/jwks');
  });

  test('are a provider_error where it does not say', async () => {
    server.answer(metadata(undefined));
    await expect(provider().keys().jwks()).rejects.toEqual(problem('provider_error'));
  });

  test('of HMAC are the client secret', async () => {
    expect(await provider().keys().secrets()).toEqual(['secret-1']);
    state.stored = 'secret-2';
    expect(await provider().keys().secrets(['secret-1'])).toEqual(['secret-2']);
  });
});
