import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';
import type { Misbehaviour } from '../support/programmable-provider/index.ts';
import { claims, spoiltSignature } from '../support/programmable-provider/misbehaviours.ts';
import { createKeySigner, unsecured } from '../support/programmable-provider/signer.ts';
import { expectProblem, expectRefusedLogin } from '../support/refusal.ts';
import { resealAttempt } from '../support/resealed-attempt.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'rs' }, { name: 'hs', algorithm: 'HS256' }, { name: 'signatures' }],
  });
});
afterEach(() => deployment.provider('rs').misbehave({}));
afterAll(() => deployment.close());

const invalid = { status: 502, code: 'invalid_id_token' };
const now = () => Date.now() / 1000;

describe('claims that are refused, UserInfo not asked', () => {
  test.each<[string, () => Misbehaviour]>([
    ['iss with a trailing slash more', () => claims({ iss: `${deployment.provider('rs').issuer}/` })],
    ['empty sub', () => claims({ sub: '' })],
    ['sub that is a number', () => claims({ sub: 1 })],
    ['sub over 255 characters', () => claims({ sub: 'a'.repeat(256) })],
    ['sub that is not ASCII', () => claims({ sub: 'ålice' })],
    ['empty list of audiences', () => claims({ aud: [] })],
    ['audience that only begins as the client', () => claims({ aud: 'client-11' })],
    ['second-aud with another azp', () => claims({ aud: ['client-1', 'client-2'], azp: 'client-2' })],
    ['sole aud with another azp', () => claims({ azp: 'client-2' })],
    ['exp that is a string', () => claims({ exp: String(now() + 300) })],
    ['expired 61 seconds ago', () => claims({ exp: now() - 61 })],
    ['issued in the future', () => claims({ iat: now() + 75 })],
    ['not valid yet', () => claims({ nbf: now() + 75 })],
    ['nonce of the right length', () => ({ claims: (regular) => ({ ...regular, nonce: reversed(regular['nonce']) }) })],
    ['a logout token', () => claims({ events: { 'http://schemas.openid.net/event/backchannel-logout': {} } })],
  ])('%s', async (_, misbehaviour) => {
    const calls = deployment.provider('rs').calls('userinfo');
    await expectRefusedLogin(deployment, 'rs', misbehaviour(), invalid);
    expect(deployment.provider('rs').calls('userinfo')).toBe(calls);
  });
});

function reversed(value: unknown): string {
  return [...String(value)].reverse().join('');
}

describe('signatures that are refused', () => {
  test.each<[string, 'hs' | 'signatures', Misbehaviour]>([
    ['invalid-sig-hs256', 'hs', spoiltSignature],
    ['idtoken-sig-none where HS256 is pinned', 'hs', { idToken: unsecured }],
    ['null alg', 'signatures', { idToken: async (h, c, s) => withHeader(await s.sign(h, c), { ...h, alg: null }) }],
    ['alternate-alg RS384 by the right key', 'signatures', { header: (h) => ({ ...h, alg: 'RS384' }) }],
    ['alternate-alg PS256 by the right key', 'signatures', { header: (h) => ({ ...h, alg: 'PS256' }) }],
    ['alternate-alg HS384 by the right secret', 'hs', { header: (h) => ({ ...h, alg: 'HS384' }) }],
    ['HS256 keyed with the public key', 'signatures', { idToken: (_, c, s) => byPublicKey(s.publicKey(), c) }],
    ['HS256 by a guessed secret', 'hs', { idToken: (h, c) => new SignJWT(c).setProtectedHeader(h).sign(guess) }],
    ['a key of the header itself', 'signatures', { idToken: byOwnKey }],
    ['a critical extension', 'signatures', { idToken: async (h, c, s) => critical(await s.sign(h, c), h) }],
    ['typ of a logout token', 'signatures', { header: (h) => ({ ...h, typ: 'logout+jwt' }) }],
    ['no JWT at all', 'signatures', { idToken: () => 'no.jwt' }],
    ['an empty signature', 'signatures', { idToken: async (h, c, s) => (await s.sign(h, c)).replace(/[^.]+$/, '') }],
    ['over 16 kB', 'signatures', { claims: (c) => ({ ...c, padding: 'a'.repeat(20_000) }) }],
  ])('%s', async (_, provider, misbehaviour) => {
    const calls = deployment.provider(provider).calls('userinfo');
    const document = await expectRefusedLogin(deployment, provider, misbehaviour, invalid);
    expect(JSON.stringify(document)).not.toMatch(/alg|signature|ey[A-Za-z0-9]/);
    expect(deployment.provider(provider).calls('userinfo')).toBe(calls);
  });
});

const guess = new TextEncoder().encode('a-secret-that-somebody-guessed-00');

function withHeader(token: string, header: object): string {
  return [Buffer.from(JSON.stringify(header)).toString('base64url'), ...token.split('.').slice(1)].join('.');
}

function critical(token: string, header: object): string {
  return withHeader(token, { ...header, crit: ['http://example.com/unknown'], 'http://example.com/unknown': true });
}

function byPublicKey(key: object, payload: Record<string, unknown>): Promise<string> {
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', kid: 'sig-1' })
    .sign(new TextEncoder().encode(JSON.stringify(key)));
}

async function byOwnKey(header: object, payload: Record<string, unknown>): Promise<string> {
  const own = await createKeySigner('RS256');
  const jku = `${deployment.provider('signatures').issuer}/elsewhere`;
  return own.sign({ ...header, alg: 'RS256', jwk: own.publicKey(), jku }, payload);
}

describe('what is accepted', () => {
  test.each<[string, string, () => Misbehaviour]>([
    ['HS256 by the client secret', 'hs', () => ({})],
    ['second-aud with azp', 'rs', () => claims({ aud: ['client-1', 'client-2'], azp: 'client-1' })],
    ['expired within the tolerance', 'rs', () => claims({ exp: now() - 50 })],
    ['issued 59 seconds in the future', 'rs', () => claims({ iat: now() + 59 })],
    ['no typ', 'rs', () => ({ header: ({ typ: _, ...header }) => header })],
    ['sid and claims that nobody knows', 'rs', () => claims({ sid: 's-1', acr: '1', unheard_of: { of: true } })],
  ])('%s', async (_, provider, misbehaviour) => {
    deployment.provider(provider).misbehave(misbehaviour());
    const browser = new Browser();
    expect((await signIn(deployment.baseUrl, browser, provider)).status).toBe(303);
    expect((await getSession(deployment.baseUrl, browser)).document.user.identities).toMatchObject([
      { provider, uid: 'alice' },
    ]);
  });

  test('auth_time within max_age', async () => {
    const browser = new Browser();
    expect((await signIn(deployment.baseUrl, browser, 'rs', { max_age: '100' })).status).toBe(303);
  });
});

describe('a fresh authentication, in a login that takes five minutes', () => {
  const begun = 300;

  /** A login that asks for it, whose person authenticated so many seconds after its start. */
  async function authenticated(after: number, query: Record<string, string>): Promise<Response> {
    deployment.provider('rs').misbehave(claims({ auth_time: now() - begun + after }));
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, 'rs', query);
    await resealAttempt(deployment, browser, (attempt) => ({ ...attempt, startedAt: Date.now() - begun * 1000 }));
    return browser.request(url, undefined, asJson);
  }

  test.each([{ max_age: '0' }, { max_age: '60' }, { prompt: 'login' }])(
    'by %j is one since it began',
    async (query) => {
      for (const after of [120, 1, -55]) expect((await authenticated(after, query)).status).toBe(303);
      await expectProblem(await authenticated(-65, query), invalid);
    },
  );
});
