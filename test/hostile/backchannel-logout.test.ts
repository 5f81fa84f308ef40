import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { expectRefusedLogout, postLogout } from '../support/backchannel-logout.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, signIn } from '../support/login.ts';

let deployment: Deployment;
let signedIn: Browser;
const sid = 'sid-1';
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'rs' }, { name: 'hs', algorithm: 'HS256' }] });
  const withSid = { claims: (claims: object) => ({ ...claims, sid }) };
  for (const name of ['rs', 'hs']) deployment.provider(name).misbehave(withSid);
  signedIn = new Browser();
  await signIn(deployment.baseUrl, signedIn, 'rs');
});
afterAll(() => deployment.close());

const event = 'http://schemas.openid.net/event/backchannel-logout';
const now = () => Math.floor(Date.now() / 1000);

const post = (provider: string, body: URLSearchParams | string, headers = {}) =>
  postLogout(deployment.baseUrl, provider, body, headers);
const expectRefused = (responses: readonly Response[]) => expectRefusedLogout(deployment.baseUrl, responses, signedIn);

type Claims = Record<string, unknown>;

describe('logout tokens whose claims are wrong', () => {
  test.each<[string, () => Claims]>([
    ['events empty', () => ({ events: {} })],
    ['events a list', () => ({ events: [event] })],
    ['event that is no object', () => ({ events: { [event]: true } })],
    ['with an empty nonce', () => ({ nonce: '' })],
    ['missing aud', () => ({ aud: undefined })],
    ['iss with a trailing slash more', () => ({ iss: `${deployment.provider('rs').issuer}/` })],
    ['missing iss', () => ({ iss: undefined })],
    ['neither sub nor sid', () => ({ sid: undefined })],
    ['sid that is no string', () => ({ sid: 1 })],
    ['an empty sid', () => ({ sid: '' })],
    ['sub that is no string beside a sid', () => ({ sub: 1 })],
    ['missing jti', () => ({ jti: undefined })],
    ['missing iat', () => ({ iat: undefined })],
    ['issued too long ago', () => ({ iat: now() - 400, exp: undefined })],
    ['issued in the future', () => ({ iat: now() + 75 })],
    ['expired', () => ({ exp: now() - 61 })],
    ['exp that is no number', () => ({ exp: 'tomorrow' })],
  ])('%s', async (_, changes) => {
    const before = await deployment.table.rows('');
    const token = await deployment.provider('rs').logoutToken({ sid, ...changes() });
    await expectRefused(await post('rs', new URLSearchParams({ logout_token: token })));
    expect(await deployment.table.rows('')).toEqual(before);
  });
});

describe('logout tokens whose signature or form is wrong', () => {
  const token = (header = {}) => deployment.provider('rs').logoutToken({ sid }, header);

  test.each<[string, () => Promise<string>]>([
    ['a signature that is wrong', async () => `${(await token()).slice(0, -8)}AAAAAAAA`],
    ['signed by another provider of ours', () => deployment.provider('hs').logoutToken({ sid })],
    ['typ of an access token', () => token({ typ: 'at+jwt' })],
    ['an ID token', async () => (await idToken()) ?? ''],
    ['no JWT', async () => 'logout'],
    ['empty', async () => ''],
  ])('%s', async (_, make) => {
    await expectRefused(await post('rs', new URLSearchParams({ logout_token: await make() })));
  });

  test('the token twice, or another method of the form', async () => {
    const good = await token();
    await expectRefused(await post('rs', `logout_token=${good}&logout_token=${good}`, form));
    const query = `/logout/backchannel/rs?logout_token=${good}`;
    await expectRefused([await fetch(deployment.baseUrl + query, { method: 'POST', body: 'a=b', headers: form })]);
    const json = { method: 'POST', body: JSON.stringify({ logout_token: good }) };
    const headers = { 'content-type': 'application/json' };
    await expectRefused([await fetch(`${deployment.baseUrl}/logout/backchannel/rs`, { ...json, headers })]);
    await expectRefused([await fetch(`${deployment.baseUrl}/logout/backchannel/rs`, { method: 'POST' })]);
  });

  test('at another provider’s address', async () => {
    await expectRefused(await post('hs', new URLSearchParams({ logout_token: await token() })));
    const unknown = await post('none', new URLSearchParams({ logout_token: await token() }));
    expect(unknown.map(({ status }) => status)).toEqual([404, 404]);
  });

  test('a jti that was used before', async () => {
    const jti = 'jti-once';
    const send = async () => {
      const body = { logout_token: await deployment.provider('rs').logoutToken({ jti, sid: 'sid-of-nobody' }) };
      return fetch(`${deployment.baseUrl}/logout/backchannel/rs`, { method: 'POST', body: new URLSearchParams(body) });
    };
    expect((await send()).status).toBe(200);
    await expectRefused([await send()]);
  });
});

const form = { 'content-type': 'application/x-www-form-urlencoded' };

/** An ID token as the provider gave it, which a logout token must not be taken for. */
async function idToken(): Promise<string | undefined> {
  let token: string | undefined;
  const provider = deployment.provider('rs');
  provider.misbehave({
    claims: (claims) => ({ ...claims, sid: 'sid-2' }),
    tokens(tokens) {
      token = String(tokens['id_token']);
      return tokens;
    },
  });
  await signIn(deployment.baseUrl, new Browser(), 'rs');
  return token;
}

describe('what is accepted', () => {
  test.each<[string, 'rs' | 'hs', Claims, object]>([
    ['plain', 'rs', {}, {}],
    ['HS256', 'hs', {}, {}],
    ['no exp', 'rs', { exp: undefined }, {}],
    ['typ JWT', 'rs', {}, { typ: 'JWT' }],
    ['no typ', 'rs', {}, { typ: undefined }],
    ['aud as a list of one', 'rs', { aud: ['client-1'] }, {}],
  ])(
    '%s: 200, also for a session that is unknown, with a form field that nobody knows',
    async (_, name, claims, header) => {
      const provider = deployment.provider(name);
      for (const path of [`/logout/backchannel/${name}`, `/callback/${name}`]) {
        const logout_token = await provider.logoutToken({ sid: 'sid-of-nobody', ...claims }, header);
        const body = new URLSearchParams({ logout_token, unheard_of: 'x' });
        const response = await fetch(deployment.baseUrl + path, { method: 'POST', body });
        expect(response.status).toBe(200);
        expect(response.headers.get('cache-control')).toBe('no-store');
        expect(await response.text()).toBe('');
      }
      expect((await getSession(deployment.baseUrl, signedIn)).status).toBe(200);
    },
  );
});
