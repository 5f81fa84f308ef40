import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { deadlineIn } from '../../../../functions/core/deadline.ts';
import { createProvider } from '../../../../functions/core/provider/index.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../support/loopback-server.ts';
import { problem } from '../support/problems.ts';
import { providerSettings } from '../support/settings.ts';

let server: LoopbackServer;
beforeAll(async () => {
  server = await startLoopbackServer();
});
afterAll(() => server.close());

const [one, two] = [newKey(), newKey()];
function newKey() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return { publicKey, pem: String(privateKey.export({ type: 'pkcs8', format: 'pem' })) };
}

/** What the function has read of the secret, and what is stored by now. */
let [known, stored]: [object, object] = [{}, {}];
beforeEach(() => {
  known = stored = { private_key: one.pem };
});

/** Exchanges a code at a provider whose client secret is a JWT. */
function exchange() {
  const settings = providerSettings({
    ...{ issuer: `${server.origin}/`, clientId: 'com.example.web', tokenEndpointAuthMethod: 'client_secret_post' },
    clientSecretJwt: { teamId: 'TEAM123456', keyId: 'KEY1234567' },
  });
  const secrets = { current: async () => ({ ...known }), newer: async () => ({ ...stored }) };
  const provider = createProvider(settings, { clock: Date.now, secrets, secretArn: 'arn', loopbackHttp: true });
  const grant = { tokenEndpoint: `${server.origin}/token`, code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' };
  return provider.exchange(grant, deadlineIn(5000, Date.now));
}

/** Answers requests whose client secret this key signed. */
function know(key: KeyObject): void {
  server.answer(async (response, received) => {
    const form = new URLSearchParams(received.body);
    const expected = { issuer: 'TEAM123456', subject: 'com.example.web', audience: `${server.origin}/` };
    const right = await jwtVerify(form.get('client_secret') ?? '', key, expected).then(
      ({ protectedHeader }) => protectedHeader.kid === 'KEY1234567' && form.get('client_id') === 'com.example.web',
      () => false,
    );
    jsonAnswer(right ? { id_token: 'i' } : { error: 'invalid_client' }, right ? 200 : 400)(response, received);
  });
}

test('a client secret that is a JWT is made of the private key in the secret, for each exchange anew', async () => {
  know(one.publicKey);
  const from = server.received.length;
  expect(await exchange()).toEqual({ idToken: 'i' });
  expect(await exchange()).toEqual({ idToken: 'i' });
  const sent = server.received.slice(from).map(({ body }) => new URLSearchParams(body).get('client_secret'));
  expect(new Set(sent).size).toBe(2);
});

test('a newer key is tried where the provider refuses the one we know, and the same one is not tried twice', async () => {
  know(two.publicKey);
  const from = server.received.length;
  await expect(exchange()).rejects.toEqual(problem('provider_error'));
  expect(server.received.slice(from)).toHaveLength(1);
  stored = { private_key: two.pem };
  expect(await exchange()).toEqual({ idToken: 'i' });
  expect(server.received.slice(from)).toHaveLength(3);
});

test.each([
  ['missing', {}, 'the client secret has not been stored yet'],
  ['a client secret instead', { client_secret: one.pem }, 'the client secret has not been stored yet'],
  ['no PEM', { private_key: 'secret-1' }, 'the private key in the secret cannot be used'],
])('a private key that is %s: says in the log what to store, and calls nobody', async (_, value, message) => {
  known = value;
  const from = server.received.length;
  const refusal: unknown = await exchange().catch((error: unknown) => error);
  const cure = 'npm run ops -- secret set corp < the private key KEY1234567 (PKCS #8, PEM)';
  expect(refusal).toEqual(problem('temporarily_unavailable', { message, log: { provider: 'corp', cure } }));
  expect(server.received).toHaveLength(from);
});
