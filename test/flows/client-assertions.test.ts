import { createPublicKey, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, decodeJwt, decodeProtectedHeader, exportJWK, jwtVerify } from 'jose';
import type { AsymmetricAlgorithm } from '../../functions/core/contract/algorithms.ts';
import { keyFor, rsaKey } from '../functions/core/support/assertion-keys.ts';
import { Browser } from '../support/browser.ts';
import { type CertifiedProvider, type Registered, startCertifiedProvider } from '../support/certified-provider.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, getSession, startLogin } from '../support/login.ts';
import { runOps } from '../support/ops.ts';
import { expectProblem } from '../support/refusal.ts';

/** The providers of the configuration: one for each algorithm, named after it, and what else differs. */
const byKey = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;
const initial = new Map(byKey.map((algorithm) => [nameOf(algorithm), keyFor(algorithm)]));
const clientSecret = randomBytes(48).toString('base64url');
let peer: CertifiedProvider;
let stack: LocalStack;

function nameOf(algorithm: string): string {
  return algorithm.toLowerCase();
}

/** The private key that an algorithm's provider starts with. */
function pemOf(algorithm: string): string {
  const key = initial.get(nameOf(algorithm));
  if (key === undefined) throw new Error(`there is no key for ${algorithm}`);
  return key.pem;
}

beforeAll(async () => {
  peer = await startCertifiedProvider();
  const byAssertion = [
    ...byKey.map((algorithm) =>
      peer.config(nameOf(algorithm), {
        ...{ tokenEndpointAuthMethod: 'private_key_jwt', tokenEndpointAuthSigningAlg: algorithm },
        appSecret: pemOf(algorithm),
        // One of them pushes no requests, so that the token endpoint is the only one that it authenticates at.
        pushedAuthorizationRequests: algorithm === 'RS256' ? 'never' : 'auto',
      }),
    ),
    peer.config('hs256', {
      ...{ tokenEndpointAuthMethod: 'client_secret_jwt', clientAssertionAudience: 'token_endpoint' },
      appSecret: clientSecret,
    }),
  ];
  stack = await startLocalStack({
    config: { allowSingleSignOn: true, blockAutoCreatedUsers: false, providers: byAssertion },
  });
  for (const algorithm of byKey) await registerKeys(algorithm, pemOf(algorithm));
  const method = { token_endpoint_auth_method: 'client_secret_jwt', token_endpoint_auth_signing_alg: 'HS256' } as const;
  peer.register(stack.baseUrl, [{ name: 'hs256', client_secret: clientSecret, ...method }]);
});
afterAll(async () => {
  await stack.stop();
  await peer.close();
});

/** Registers the client with these keys' public halves and no others. */
async function registerKeys(algorithm: AsymmetricAlgorithm, ...pems: readonly string[]): Promise<void> {
  const keys = await Promise.all(
    pems.map(async (pem) => {
      const jwk = await exportJWK(createPublicKey(pem));
      return { ...jwk, use: 'sig', alg: algorithm, kid: await calculateJwkThumbprint(jwk) };
    }),
  );
  registerJwks(algorithm, { keys });
}

/** Registers the client with a JWKS as it is. */
function registerJwks(algorithm: AsymmetricAlgorithm, jwks: Registered['jwks']): void {
  const method = { token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: algorithm } as const;
  peer.register(stack.baseUrl, [{ name: nameOf(algorithm), jwks, ...method }]);
}

/** Signs in somebody who has an account with this provider alone; gives the callback's response. */
async function signIn(name: string, browser = new Browser()): Promise<Response> {
  peer.person = { sub: `alice-of-${name}` };
  const { url } = await browser.follow(await startLogin(stack.baseUrl, browser, name), peer.issuer);
  return browser.request(url, undefined, asJson);
}

const ops = (args: readonly string[], input?: string) => runOps([...args, '--local', '--data', stack.dataDir], input);

/** The assertions by which a client has authenticated at the token endpoint since so many were there. */
const since = (from: number, name: string) =>
  peer.assertions.slice(from).filter(({ clientId, path }) => clientId === `client-${name}` && path === '/token');

describe.each(byKey)('private_key_jwt with %s', (algorithm) => {
  const name = nameOf(algorithm);

  test('signs people in; other software verifies each assertion, and no two are alike', async () => {
    const from = peer.assertions.length;
    const browser = new Browser();
    expect((await signIn(name, browser)).status).toBe(303);
    expect((await getSession(stack.baseUrl, browser)).document.user.identities).toMatchObject([
      { uid: `alice-of-${name}` },
    ]);
    expect((await signIn(name)).status).toBe(303);
    const sent = since(from, name);
    expect(sent).toHaveLength(2);
    const known = createPublicKey(pemOf(algorithm));
    const client = `client-${name}`;
    for (const { jwt, others } of sent) {
      expect(others).toEqual([]);
      const expected = { issuer: client, subject: client, audience: peer.issuer, algorithms: [algorithm] };
      const { payload, protectedHeader } = await jwtVerify(jwt, known, expected);
      const kid = await calculateJwkThumbprint(await exportJWK(known));
      expect(protectedHeader).toEqual({ alg: algorithm, kid, typ: 'JWT' });
      expect(payload.aud).toBe(peer.issuer);
      expect(Number(payload.exp) - Number(payload.iat)).toBe(120);
    }
    const all = peer.assertions.slice(from).map(({ jwt }) => decodeJwt(jwt).jti);
    expect(new Set(all).size).toBe(all.length);
  });

  test('shows the key that is to be registered, and nothing that is secret', async () => {
    const { code, out } = await ops(['secret', 'public-key', name, '--json']);
    expect(code).toBe(0);
    const jwk = await exportJWK(createPublicKey(pemOf(algorithm)));
    const kid = await calculateJwkThumbprint(jwk);
    expect(JSON.parse(out)).toEqual({ keys: [{ ...jwk, kid, alg: algorithm, use: 'sig' }] });
  });
});

test('client_secret_jwt signs people in, for the endpoint itself where that is configured', async () => {
  const from = peer.assertions.length;
  expect((await signIn('hs256')).status).toBe(303);
  const [sent] = since(from, 'hs256');
  const { payload, protectedHeader } = await jwtVerify(sent?.jwt ?? '', Buffer.from(clientSecret), {
    ...{ issuer: 'client-hs256', subject: 'client-hs256', audience: `${peer.issuer}/token` },
    algorithms: ['HS256'],
  });
  expect(protectedHeader).toEqual({ alg: 'HS256', typ: 'JWT' });
  expect(payload.aud).toBe(`${peer.issuer}/token`);
  expect(sent?.others).toEqual([]);
});

test('a key is rotated with zero downtime: staged, registered, proved, and the previous one listed in the overlap window', async () => {
  const next = keyFor('ES256');
  expect(await ops(['secret', 'stage', 'es256', '--key-id', 'second'], next.pem)).toMatchObject({ code: 0 });
  const both = JSON.parse((await ops(['secret', 'public-key', 'es256', '--json'])).out);
  expect(both.keys.map(({ kid }: { kid: string }) => kid)).toEqual([expect.any(String), 'second']);
  registerJwks('ES256', both);
  expect((await signIn('es256')).status).toBe(303);
  const rotated = await ops(['secret', 'rotate', 'es256', '--json']);
  expect(rotated).toMatchObject({ code: 0, err: '' });
  expect(JSON.parse(rotated.out)).toMatchObject({
    state: 'current',
    proof: 'the provider knows it (400 invalid_grant)',
  });
  const after = await ops(['secret', 'public-key', 'es256']);
  expect(after.err).toMatch(/^second: current\n\S+: previous\n$/);
  expect(JSON.parse(after.out).keys).toHaveLength(2);
  const { keys } = both;
  registerJwks('ES256', { keys: keys.filter(({ kid }: { kid: string }) => kid === 'second') });
  const from = peer.assertions.length;
  expect((await signIn('es256')).status).toBe(303);
  expect(since(from, 'es256').map(({ jwt }) => decodeProtectedHeader(jwt).kid)).toEqual(['second']);
  const status = JSON.parse((await ops(['secret', 'status', 'es256', '--json'])).out);
  expect(status).toMatchObject({ key_id: 'second', client_secret: 'stored' });
});

test('a key that the provider no longer accepts is sent once, and the next login uses its successor', async () => {
  const next = rsaKey();
  await registerKeys('RS256', next.pem);
  const calls = peer.tokenCalls();
  await expectProblem(await signIn('rs256'), { status: 502, code: 'provider_error' });
  expect(peer.tokenCalls()).toBe(calls + 1);
  expect(await ops(['secret', 'set', 'rs256'], next.pem)).toMatchObject({ code: 0 });
  const from = peer.assertions.length;
  expect((await signIn('rs256')).status).toBe(303);
  expect(since(from, 'rs256')).toHaveLength(1);
});

test('a key that the provider does not know is proved wrong, and is not kept', async () => {
  const { code, err } = await ops(['secret', 'set', 'ps256'], rsaKey().pem);
  expect(code).toBe(1);
  expect(err).toContain('the provider refuses it (401 invalid_client)');
  expect(err).toContain('private_key_jwt with PS256 (tokenEndpointAuthSigningAlg)');
  expect(JSON.parse((await ops(['secret', 'public-key', 'ps256', '--json'])).out).keys).toHaveLength(1);
  expect((await signIn('ps256')).status).toBe(303);
});

test.each([
  ['an RSA key of 1024 bits', 'rs256', () => rsaKey(1024).pem, 'it is no RSA key of 2048 bits or more'],
  ['a key of another curve', 'es256', () => keyFor('ES384').pem, 'it is no key of the curve P-256'],
  ['a key of another kind', 'eddsa', () => keyFor('ES256').pem, 'it is no key of the curve Ed25519'],
  [
    'a key in PEM that is none',
    'es256',
    () => pemOf('ES256').replaceAll(/[A-Z]{3}/g, 'AAA'),
    'It must be a private key',
  ],
  ['no PEM', 'es256', () => 'hush-hush-hush', 'It must be a private key'],
  ['a public key', 'es256', () => publicPem(), 'It must be a private key'],
])('%s is refused with the cure, and nothing of it is stored, sent or said', async (_, name, make, reason) => {
  const given = make();
  const [calls, shown] = [peer.tokenCalls(), await ops(['secret', 'public-key', name, '--json'])];
  const { code, out, err } = await ops(['secret', 'set', name], given);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain(reason);
  expect(err).toContain('openssl genpkey');
  expect(await ops(['secret', 'public-key', name, '--json'])).toEqual(shown);
  expect(peer.tokenCalls()).toBe(calls);
  const [, secretLine = given] = given.split('\n');
  expect(err + stack.output()).not.toContain(secretLine);
});

function publicPem(): string {
  return String(keyFor('ES256').publicKey.export({ type: 'spki', format: 'pem' }));
}

test('only what is a public key is shown, and no other provider has one', async () => {
  const { code, err } = await ops(['secret', 'public-key', 'hs256']);
  expect(code).toBe(1);
  expect(err).toContain('with client_secret_jwt, so there is no public key');
  expect(stack.output()).not.toContain('PRIVATE KEY');
  expect(stack.output()).not.toContain(clientSecret);
});
