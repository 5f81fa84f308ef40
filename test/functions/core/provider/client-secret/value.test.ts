import { generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { deadlineIn } from '../../../../../functions/core/base/deadline.ts';
import {
  clientCredentialFor,
  publicKeyOf,
  sameCredential,
} from '../../../../../functions/core/provider/client-secret/value.ts';
import { createProvider } from '../../../../../functions/core/provider/index.ts';
import { clientSecretScene } from '../../support/client-secrets.ts';
import { jsonAnswer, type LoopbackServer, startLoopbackServer } from '../../support/loopback-server.ts';
import { problem } from '../../support/problems.ts';
import { type SecretStore, startSecretStore } from '../../support/secret-store.ts';
import { providerSettings } from '../../support/settings.ts';

let server: LoopbackServer;
let store: SecretStore;
beforeAll(async () => {
  [server, store] = await Promise.all([startLoopbackServer(), startSecretStore()]);
});
afterAll(() => Promise.all([server.close(), store.close()]));

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

const clientSecretJwt = { teamId: 'TEAM123456', keyId: 'KEY1234567' };

/** Exchanges a code at a provider whose client secret is a JWT. */
async function exchange() {
  const settings = providerSettings({
    ...{ issuer: `${server.origin}/`, clientId: 'com.example.web', tokenEndpointAuthMethod: 'client_secret_post' },
    clientSecretJwt,
  });
  const { ports, secrets, arn, put } = await clientSecretScene(store, known);
  await secrets.current(arn);
  if (stored !== known) await put(stored);
  const provider = createProvider(settings, { ...ports, clock: Date.now });
  const grant = { tokenEndpoint: `${server.origin}/token`, code: 'c', codeVerifier: 'v', redirectUri: 'https://r/' };
  return provider.exchange(grant, deadlineIn(5000, Date.now));
}

/** Answers requests whose client secret this key signed, under this id. */
function know(key: KeyObject, keyId = 'KEY1234567'): void {
  server.answer(async (response, received) => {
    const form = new URLSearchParams(received.body);
    const expected = { issuer: 'TEAM123456', subject: 'com.example.web', audience: `${server.origin}/` };
    const right = await jwtVerify(form.get('client_secret') ?? '', key, expected).then(
      ({ protectedHeader }) => protectedHeader.kid === keyId && form.get('client_id') === 'com.example.web',
      () => false,
    );
    jsonAnswer(right ? { id_token: 'i' } : { error: 'invalid_client' }, right ? 200 : 400)(response, received);
  });
}

test('a client secret that is a JWT is made from the private key in the secret, for each exchange again', async () => {
  know(one.publicKey);
  const from = server.received.length;
  expect(await exchange()).toEqual({ idToken: 'i' });
  expect(await exchange()).toEqual({ idToken: 'i' });
  const sent = server.received.slice(from).map(({ body }) => new URLSearchParams(body).get('client_secret'));
  expect(new Set(sent).size).toBe(2);
});

test('a newer key is tried if the provider refuses the one we know, and the same one is not tried twice', async () => {
  know(two.publicKey);
  const from = server.received.length;
  await expect(exchange()).rejects.toEqual(problem('provider_error'));
  expect(server.received.slice(from)).toHaveLength(1);
  stored = { private_key: two.pem };
  expect(await exchange()).toEqual({ idToken: 'i' });
  expect(server.received.slice(from)).toHaveLength(3);
});

test('a key that comes with an id of its own is presented under that, whatever is configured', async () => {
  known = stored = { private_key: two.pem, key_id: 'KEY7654321' };
  know(two.publicKey, 'KEY7654321');
  expect(await exchange()).toEqual({ idToken: 'i' });
});

test.each([undefined, '', 1, null])('%j is no key id: the configured one is used', async (key_id) => {
  known = stored = { private_key: two.pem, key_id };
  know(two.publicKey);
  expect(await exchange()).toEqual({ idToken: 'i' });
});

test('a client secret that is no JWT is presented as it is, whatever else is stored', () => {
  const value = { client_secret: 'secret-1', private_key: one.pem, key_id: 'KEY7654321' };
  const ports = { clock: () => 0, random: randomBytes };
  expect(clientCredentialFor(value, providerSettings(), 'https://login.example.com/token', ports)).toBe('secret-1');
});

describe('publicKeyOf', () => {
  const keyed = providerSettings({
    tokenEndpointAuthMethod: 'private_key_jwt',
    clientAssertion: { algorithm: 'ES256', audience: 'issuer', keyHeader: 'kid' },
  });

  test('returns only the public key of a private key', () => {
    const expected = { ...one.publicKey.export({ format: 'jwk' }), kid: 'key-7', alg: 'ES256', use: 'sig' };
    expect(publicKeyOf({ private_key: one.pem, key_id: 'key-7', client_secret: 'hush' }, keyed)).toEqual(expected);
  });

  test.each([
    ['nothing', {}, keyed],
    ['no private key', { private_key: 'hush' }, keyed],
    ['a client secret', { client_secret: 'hush', private_key: one.pem }, providerSettings()],
    ['a key of Apple', { private_key: one.pem }, providerSettings({ clientSecretJwt })],
  ])('gives nothing of %s', (_, value, settings) => expect(publicKeyOf(value, settings)).toBeUndefined());
});

describe('sameCredential', () => {
  const plain = providerSettings();
  const jwt = providerSettings({ clientSecretJwt });

  test('compares client secrets and nothing else', () => {
    const value = { client_secret: 'one', registration_access_token: 'a', key_id: 'a' };
    expect(sameCredential(value, { client_secret: 'one' }, plain)).toBe(true);
    expect(sameCredential(value, { ...value, client_secret: 'two' }, plain)).toBe(false);
  });

  test('compares private keys and their ids', () => {
    const value = { private_key: one.pem };
    expect(sameCredential(value, { ...value, key_id: 'KEY1234567', client_secret: 'one' }, jwt)).toBe(true);
    expect(sameCredential(value, { ...value, key_id: 'KEY7654321' }, jwt)).toBe(false);
    expect(sameCredential(value, { private_key: two.pem }, jwt)).toBe(false);
  });
});

test.each([
  ['missing', {}, 'the client secret has not been stored yet'],
  ['a client secret instead', { client_secret: one.pem }, 'the client secret has not been stored yet'],
  ['no PEM', { private_key: 'secret-1' }, 'the private key cannot be used: it is no private key'],
])('a private key that is %s: says in the log what to store, and calls nobody', async (_, value, message) => {
  known = stored = value;
  const from = server.received.length;
  const refusal: unknown = await exchange().catch((error: unknown) => error);
  const cure = 'npm run ops -- secret set corp < the private key KEY1234567 (PKCS #8, PEM)';
  expect(refusal).toEqual(problem('temporarily_unavailable', { message, log: { provider: 'corp', cure } }));
  expect(server.received).toHaveLength(from);
});
