import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import type { ProviderSettings } from '../../../../../functions/core/contract/provider-settings.ts';
import { createClientSecretLifecycle } from '../../../../../functions/core/provider/client-secret/lifecycle.ts';
import { keyFor, keysByAlgorithm } from '../../support/assertion-keys.ts';
import { type Answer, jsonAnswer, type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { problem } from '../../support/problems.ts';
import { providerSettings } from '../../support/settings.ts';

let server: LoopbackServer;
let from: number;
beforeAll(async () => {
  server = await startLoopbackServer();
});
beforeEach(() => {
  from = server.received.length;
});
afterAll(() => server.close());

const redirectUri = 'https://postern.example.com/callback/corp';
const received = (url: string) => server.received.slice(from).filter((request) => request.url === url);

/** Our client at the provider that the server plays. */
function credentials(changes: Partial<ProviderSettings> = {}) {
  const settings = providerSettings({ issuer: `${server.origin}/`, ...changes });
  return createClientSecretLifecycle(settings, { clock: Date.now, random: randomBytes, loopbackHttp: true });
}

/** Has the server tell where its token endpoint is, and answer there like this. */
function answerTokens(answer: Answer): void {
  const document = {
    issuer: `${server.origin}/`,
    authorization_endpoint: `${server.origin}/authorize`,
    token_endpoint: `${server.origin}/token`,
  };
  server.answer((response, request) => (request.url === '/token' ? answer : jsonAnswer(document))(response, request));
}

/** A token endpoint that knows this client secret, and no code. */
const knowing =
  (secret: string): Answer =>
  (response, request) => {
    const right = request.headers.authorization === `Basic ${Buffer.from(`client-1:${secret}`).toString('base64')}`;
    jsonAnswer({ error: right ? 'invalid_grant' : 'invalid_client' }, right ? 400 : 401)(response, request);
  };

describe('prove', () => {
  test('sends a random code with the secret, then with the control secret, then with the secret again', async () => {
    answerTokens(knowing('secret-1'));
    expect(await credentials().prove({ client_secret: 'secret-1' }, redirectUri)).toMatchObject({ outcome: 'right' });
    const requests = received('/token');
    expect(requests).toHaveLength(3);
    const forms = requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
    const madeUp = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/);
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code: madeUp, code_verifier: madeUp };
    expect(forms).toEqual([form, form, form]);
    expect(new Set(forms.flatMap(({ code, code_verifier }) => [code, code_verifier])).size).toBe(6);
    const [right, madeUpSecret, again] = requests.map(({ headers }) => headers.authorization);
    expect(madeUpSecret).not.toBe(right);
    expect(again).toBe(right);
  });

  test('tells a wrong one by one call', async () => {
    answerTokens(knowing('secret-2'));
    expect(await credentials().prove({ client_secret: 'secret-1' }, redirectUri)).toEqual({
      outcome: 'wrong',
      reason: 'the provider refuses it (401 invalid_client)',
    });
    expect(received('/token')).toHaveLength(1);
  });

  test('is unknown if the provider checks the code first, or is down', async () => {
    answerTokens(jsonAnswer({ error: 'invalid_grant' }, 400));
    const { prove } = credentials();
    expect(await prove({ client_secret: 'secret-1' }, redirectUri)).toMatchObject({ outcome: 'unknown' });
    answerTokens((response) => response.destroy());
    expect(await prove({ client_secret: 'secret-1' }, redirectUri)).toEqual({
      outcome: 'unknown',
      reason: 'the provider does not answer',
    });
    server.answer((response) => response.writeHead(500).end());
    expect(await credentials().prove({ client_secret: 'secret-1' }, redirectUri)).toEqual({
      outcome: 'unknown',
      reason: 'a document of the provider cannot be read',
    });
  });

  test('has the command to store a secret if there is none, and calls nothing', async () => {
    const cure = 'npm run ops -- secret set corp';
    await expect(credentials().prove({}, redirectUri)).rejects.toEqual(
      problem('temporarily_unavailable', { log: { provider: 'corp', cure } }),
    );
    expect(server.received).toHaveLength(from);
  });

  test('proves the JWT that a private key makes, under the id that came with the key', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const private_key = String(privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const { prove } = credentials({
      tokenEndpointAuthMethod: 'client_secret_post',
      clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' },
    });
    answerTokens(jsonAnswer({ error: 'invalid_client' }, 400));
    await prove({ private_key, key_id: 'KEY7654321' }, redirectUri);
    const jwt = new URLSearchParams(received('/token')[0]?.body).get('client_secret') ?? '';
    expect(decodeProtectedHeader(jwt)).toMatchObject({ alg: 'ES256', kid: 'KEY7654321' });
    expect(decodeJwt(jwt)).toMatchObject({ iss: 'TEAM123456', sub: 'client-1' });
  });

  test.each(keysByAlgorithm)(
    'proves a private key for %s by assertions, against a made-up key of the same id',
    async (algorithm, pair) => {
      const { prove } = credentials({
        tokenEndpointAuthMethod: 'private_key_jwt',
        clientAssertion: { algorithm, audience: 'issuer', keyHeader: 'kid' },
      });
      const assertions: string[] = [];
      answerTokens(async (response, { body }) => {
        const jwt = new URLSearchParams(body).get('client_assertion') ?? '';
        assertions.push(jwt);
        const expected = { issuer: 'client-1', audience: `${server.origin}/`, algorithms: [algorithm] };
        const isRight = await jwtVerify(jwt, pair.publicKey, expected).then(
          () => true,
          () => false,
        );
        const error = isRight ? 'invalid_grant' : 'invalid_client';
        response.writeHead(400, { 'content-type': 'application/json' }).end(JSON.stringify({ error }));
      });
      expect(await prove({ private_key: pair.pem }, redirectUri)).toEqual({
        outcome: 'right',
        reason: 'the provider knows it (400 invalid_grant)',
      });
      expect(new Set(assertions).size).toBe(3);
      const headers = assertions.map((jwt) => decodeProtectedHeader(jwt));
      expect(new Set(headers.map(({ kid }) => kid)).size).toBe(1);
      expect(headers.map(({ alg }) => alg)).toEqual([algorithm, algorithm, algorithm]);
      expect(await prove({ private_key: keyFor(algorithm).pem }, redirectUri)).toMatchObject({ outcome: 'wrong' });
    },
  );

  test('is unknown for a private key too if the provider checks no signature', async () => {
    answerTokens(jsonAnswer({ error: 'invalid_grant' }, 400));
    const { prove } = credentials({
      tokenEndpointAuthMethod: 'private_key_jwt',
      clientAssertion: { algorithm: 'ES256', audience: 'token_endpoint', keyHeader: 'kid' },
    });
    expect(await prove({ private_key: keyFor('ES256').pem }, redirectUri)).toMatchObject({ outcome: 'unknown' });
    const audiences = received('/token').map(
      ({ body }) => decodeJwt(new URLSearchParams(body).get('client_assertion') ?? '').aud,
    );
    expect(audiences).toEqual([`${server.origin}/token`, `${server.origin}/token`]);
  });
});

describe('renew', () => {
  const value = () => ({
    client_secret: 'secret-1',
    registration_access_token: 'token-1',
    registration_client_uri: `${server.origin}/register/client-1`,
  });

  test('obtains a new secret from the client’s registration', async () => {
    server.answer((response, request) => {
      const client_secret = request.method === 'PUT' ? 'secret-2' : 'secret-1';
      jsonAnswer({ client_id: 'client-1', client_secret, client_name: 'Postern' })(response, request);
    });
    const { isRenewable, renew } = credentials();
    expect(isRenewable(value())).toBe(true);
    expect(await renew(value())).toEqual({ ...value(), client_secret: 'secret-2' });
    const requests = received('/register/client-1');
    expect(requests.map(({ method, headers, body }) => [method, headers.authorization, body])).toEqual([
      ['GET', 'Bearer token-1', ''],
      ['PUT', 'Bearer token-1', '{"client_id":"client-1","client_name":"Postern"}'],
    ]);
  });

  test('fails if the provider does not answer, and calls only allowed URLs', async () => {
    const { renew, isRenewable } = credentials();
    server.answer((response) => response.destroy());
    await expect(renew(value())).rejects.toEqual(problem('provider_unreachable'));
    const elsewhere = { ...value(), registration_client_uri: 'file:///etc/passwd' };
    await expect(renew(elsewhere)).rejects.toEqual(problem('provider_error'));
    expect(isRenewable({ client_secret: 'secret-1' })).toBe(false);
  });
});
