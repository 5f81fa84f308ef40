import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, signIn } from '../support/login.ts';
import type { Misbehaviour, ProgrammableProviderOptions } from '../support/programmable-provider/index.ts';
import { signedUserinfo } from '../support/programmable-provider/misbehaviours.ts';
import { hang, ofType, oversize, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { createKeySigner, unsecured } from '../support/programmable-provider/signer.ts';
import { expectRefusedLogin } from '../support/refusal.ts';

const signing = (
  name: string,
  algorithm: 'RS256' | 'HS256' = 'RS256',
  more: object = {},
): ProgrammableProviderOptions => ({
  name,
  algorithm,
  config: { userinfoSignedResponseAlg: algorithm, ...more },
  quirks: signedUserinfo(),
});

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [signing('rs'), signing('hs', 'HS256'), signing('turning'), signing('slow'), { name: 'plain' }],
  });
});
afterAll(() => deployment.close());

const providerError = { status: 502, code: 'provider_error' };
const unreachable = { status: 504, code: 'provider_unreachable' };
const now = () => Date.now() / 1000;

/** A person as UserInfo alone tells of them. */
const ann = { name: 'Ann Example', email: 'ann@example.com', email_verified: true };

describe('a signed response that is refused', () => {
  test.each<[string, 'rs' | 'hs', string, () => Misbehaviour]>([
    ['signed by another key', 'rs', '"check":"signature"', () => ({ signedUserinfo: byOwnKey })],
    ['signed by a key of its own header', 'rs', '"check":"signature"', () => ({ signedUserinfo: byKeyInHeader })],
    [
      'not signed (alg none)',
      'rs',
      '"check":"form"',
      () => ({ signedUserinfo: (claims, s) => unsecured(s.header(), claims) }),
    ],
    [
      'alg none where HS256 is pinned',
      'hs',
      '"check":"form"',
      () => ({ signedUserinfo: (claims, s) => unsecured(s.header(), claims) }),
    ],
    ['alternate alg RS384 by the right key', 'rs', '"check":"alg"', () => signedUserinfo({}, { alg: 'RS384' })],
    ['alternate alg HS384 by the right secret', 'hs', '"check":"alg"', () => signedUserinfo({}, { alg: 'HS384' })],
    ['typ of an access token', 'rs', '"check":"typ"', () => signedUserinfo({}, { typ: 'at+jwt' })],
    ['typ of a logout token', 'rs', '"check":"typ"', () => signedUserinfo({}, { typ: 'logout+jwt' })],
    ['of another issuer', 'rs', '"check":"iss"', () => signedUserinfo({ iss: 'https://evil.example' })],
    ['of no issuer', 'rs', '"check":"iss"', () => signedUserinfo({ iss: undefined })],
    ['for another client', 'rs', '"check":"aud"', () => signedUserinfo({ aud: 'client-2' })],
    ['for no client', 'rs', '"check":"aud"', () => signedUserinfo({ aud: undefined })],
    ['about somebody else', 'rs', 'sub of UserInfo differs', () => signedUserinfo({ sub: 'mallory' })],
    ['about nobody', 'rs', 'sub of UserInfo differs', () => signedUserinfo({ sub: undefined })],
    ['expired', 'rs', '"check":"exp"', () => signedUserinfo({ exp: now() - 61 })],
    ['issued in the future', 'rs', '"check":"iat"', () => signedUserinfo({ iat: now() + 75 })],
    ['not valid yet', 'rs', '"check":"nbf"', () => signedUserinfo({ nbf: now() + 75 })],
    ['an ID token', 'rs', '"check":"nonce"', () => signedUserinfo({ nonce: 'n', iat: now(), exp: now() + 300 })],
    ['a logout token', 'rs', '"check":"events"', () => signedUserinfo({ events: {}, jti: 'j', iat: now() })],
    ['over 16 kB', 'rs', '"check":"form"', () => signedUserinfo({ padding: 'a'.repeat(20_000) })],
    [
      'encrypted',
      'rs',
      '"check":"form"',
      () => ({ signedUserinfo: () => `${segment({ alg: 'dir', enc: 'A256GCM' })}..aXY.Y2k.dGFn` }),
    ],
    ['no JWT at all', 'rs', '"check":"form"', () => ({ signedUserinfo: () => 'no.jwt' })],
    ['plain JSON (downgrade)', 'rs', '"check":"content type"', () => ({ signedUserinfo: undefined })],
    [
      'plain JSON that calls itself a JWT',
      'rs',
      '"check":"form"',
      () => ({ signedUserinfo: (claims) => JSON.stringify(claims) }),
    ],
    [
      'a JWT that calls itself JSON',
      'rs',
      '"check":"content type"',
      () => ({ replies: { userinfo: ofType('application/json') } }),
    ],
    ['a page', 'rs', '"check":"content type"', () => ({ replies: { userinfo: page } })],
    ['a megabyte', 'rs', 'the answer is too large', () => ({ replies: { userinfo: oversize } })],
    [
      'a redirect, which is not followed',
      'rs',
      'UserInfo refused',
      () => ({ replies: { userinfo: redirect('/jwks') } }),
    ],
  ])('%s', async (_, provider, logged, misbehaviour) => {
    const from = deployment.stack.output().length;
    const document = await expectRefusedLogin(deployment, provider, misbehaviour(), providerError);
    expect(JSON.stringify(document)).not.toMatch(/alg|signature|ey[A-Za-z0-9]/);
    expect(deployment.stack.output().slice(from)).toContain(logged);
  });

  test('no answer, and a cut connection', async () => {
    await expectRefusedLogin(deployment, 'rs', { replies: { userinfo: reset } }, unreachable);
    await expectRefusedLogin(deployment, 'slow', { replies: { userinfo: hang } }, unreachable);
  }, 30_000);

  test.each<[string, 'rs' | 'plain', Misbehaviour, RegExp]>([
    ['plain JSON', 'rs', { signedUserinfo: undefined }, /or remove userinfoSignedResponseAlg/],
    ['signed though that is not configured', 'plain', signedUserinfo(), /set userinfoSignedResponseAlg to the/],
  ])('the log tells what to do: %s', async (_, provider, misbehaviour, cure) => {
    const from = deployment.stack.output().length;
    await expectRefusedLogin(deployment, provider, misbehaviour, providerError);
    expect(deployment.stack.output().slice(from)).toMatch(cure);
  });
});

async function byOwnKey(claims: Record<string, unknown>): Promise<string> {
  const own = await createKeySigner('RS256');
  return own.sign(own.header(), claims);
}

async function byKeyInHeader(claims: Record<string, unknown>): Promise<string> {
  const own = await createKeySigner('RS256');
  return own.sign({ alg: 'RS256', jwk: own.publicKey(), jku: 'https://evil.example/jwks' }, claims);
}

function segment(header: object): string {
  return Buffer.from(JSON.stringify(header)).toString('base64url');
}

describe('a signed response that is accepted', () => {
  test.each<[string, 'rs' | 'hs', () => Misbehaviour]>([
    ['by the provider’s key', 'rs', () => ({})],
    ['by the client secret', 'hs', () => ({})],
    ['for several clients', 'rs', () => signedUserinfo({ aud: ['client-2', 'client-1'] })],
    ['without typ, with times', 'rs', () => signedUserinfo({ iat: now(), exp: now() + 60 }, { typ: undefined })],
    ['expired within the tolerance', 'rs', () => signedUserinfo({ exp: now() - 50 })],
  ])('%s: what it says is kept', async (_, provider, misbehaviour) => {
    const { browser, user } = await enterAs(provider, 'ann', misbehaviour());
    expect(user).toMatchObject({ name: ann.name, email: `ann-${provider}@example.com`, email_verified: true });
    expect(browser.cookies.map(({ name }) => name)).toEqual(['postern-session']);
  });

  test('by a key that is newer than the ID token’s', async () => {
    await enterAs('turning', 'ann', {});
    // The keys are read anew once a second at most.
    await sleep(1100);
    const rotating: Misbehaviour = {
      async signedUserinfo(claims, signer) {
        await signer.rotate();
        return signer.sign(signer.header(), claims);
      },
    };
    expect((await enterAs('turning', 'ann', rotating)).user).toMatchObject({ name: ann.name });
  });
});

/** Signs somebody in of whom UserInfo tells; gives their session's user. */
async function enterAs(provider: string, sub: string, misbehaviour: Misbehaviour) {
  deployment.provider(provider).setPerson(sub, { ...ann, email: `ann-${provider}@example.com` });
  deployment.provider(provider).misbehave(misbehaviour);
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, provider, { login_hint: sub })).status).toBe(303);
  const { user } = (await getSession(deployment.baseUrl, browser)).document;
  return { browser, user };
}
