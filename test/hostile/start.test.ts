import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, locationOf, signIn, startLink, startLogin } from '../support/login.ts';
import { rawRequest } from '../support/raw-request.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  const chosen = { args: { scope: 'openid email', audience: 'api' } };
  deployment = await startDeployment({
    providers: [
      { name: 'op', config: chosen },
      { name: 'posting', config: { responseMode: 'form_post' } },
    ],
    config: { appOrigins: ['https://app.example.com'] },
  });
});
afterAll(() => deployment.close());

/** Every parameter that is ours, with what somebody else would like it to be. */
const ours = {
  client_id: 'evil',
  response_type: 'code id_token',
  redirect_uri: 'https://evil.example/callback',
  scope: 'openid everything',
  state: 'evil',
  nonce: 'evil',
  code_challenge: 'evil',
  code_challenge_method: 'plain',
  response_mode: 'fragment',
  request: 'evil',
  request_uri: 'https://evil.example/request',
  claims: '{"evil":null}',
  registration: '{"evil":null}',
  id_token_hint: 'evil',
  audience: 'evil',
  resource: 'https://evil.example',
};

/** What every start gives anew, by the form it must have. */
const secrets = ['state', 'nonce', 'code_challenge'] as const;

/** What an authorization request says, apart from what every start gives anew. Nothing may stand twice. */
function fixedParameters({ searchParams }: URL): Readonly<Record<string, string>> {
  for (const name of searchParams.keys()) expect(searchParams.getAll(name)).toHaveLength(1);
  for (const name of secrets) expect(searchParams.get(name)).toMatch(/^[\w-]{43}$/);
  return Object.fromEntries([...searchParams].filter(([name]) => secrets.every((secret) => secret !== name)));
}

describe('an authorization request', () => {
  test.each(['op', 'posting'])('of %s is ours, whatever the query says beside, once or twice', async (name) => {
    const plain = fixedParameters(await startLogin(deployment.baseUrl, new Browser(), name));
    expect(plain).toMatchObject({
      client_id: 'client-1',
      response_type: 'code',
      redirect_uri: `${deployment.baseUrl}/callback/${name}`,
      code_challenge_method: 'S256',
    });
    const evil = new URLSearchParams(ours);
    for (const query of [evil, new URLSearchParams([...evil, ...evil])]) {
      const response = await new Browser().request(`${deployment.baseUrl}/login/${name}?${query}`);
      expect(fixedParameters(locationOf(response))).toEqual(plain);
    }
  });

  test('of a link is ours, whatever the form says beside', async () => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const plain = fixedParameters(locationOf(await startLink(deployment.baseUrl, browser, 'posting')));
    const asked = locationOf(await startLink(deployment.baseUrl, browser, 'posting', ours));
    expect(fixedParameters(asked)).toEqual(plain);
    expect(plain).toMatchObject({ response_mode: 'form_post', redirect_uri: `${deployment.baseUrl}/callback/posting` });
  });
});

describe('our address is the configured one', () => {
  const elsewhere = {
    host: 'evil.example',
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    'x-forwarded-port': '8443',
    'x-forwarded-prefix': '/evil',
    'x-original-host': 'evil.example',
    'x-original-url': '/evil',
    'x-rewrite-url': '/evil',
    forwarded: 'for=192.0.2.1;host=evil.example;proto=https',
  };

  test.each([
    ['GET', '/login'],
    ['GET', '/login/op'],
    ['GET', '/login/none'],
    ['GET', '/'],
    ['GET', '/account'],
    ['GET', '/session'],
    ['GET', '/callback/op'],
    ['POST', '/logout'],
    ['GET', '/none'],
  ])('whatever Host and its like say: %s %s', async (method, path) => {
    for (const accept of ['text/html', 'application/json']) {
      const usual = await rawRequest(deployment.baseUrl + path, { method, headers: { accept } });
      const asked = await rawRequest(deployment.baseUrl + path, { method, headers: { accept, ...elsewhere } });
      expect(asked.status).toBe(usual.status);
      expect(JSON.stringify(asked)).not.toContain('evil');
      if (usual.headers['location'] === undefined) continue;
      const [to, from] = [asked, usual].map(({ headers }) => new URL(String(headers['location']), deployment.baseUrl));
      expect([to?.origin, to?.pathname]).toEqual([from?.origin, from?.pathname]);
      expect(to?.searchParams.get('redirect_uri')).toBe(from?.searchParams.get('redirect_uri'));
    }
  });

  test('also where the session ends at the provider, and in tokens for APIs', async () => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
    const headers = { ...elsewhere, cookie, origin: deployment.baseUrl };
    const token = await rawRequest(`${deployment.baseUrl}/session/token`, { method: 'POST', headers });
    const [, claims = ''] = JSON.parse(token.body).access_token.split('.');
    expect(JSON.parse(Buffer.from(claims, 'base64url').toString())).toMatchObject({
      iss: deployment.baseUrl,
      aud: deployment.baseUrl,
    });
    const logout = await rawRequest(`${deployment.baseUrl}/logout?post_logout_redirect_uri=https://evil.example`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'state=evil&post_logout_redirect_uri=//evil.example',
    });
    const location = new URL(String(logout.headers['location']));
    expect(location.searchParams.get('post_logout_redirect_uri')).toBe(`${deployment.baseUrl}/login?signed_out=true`);
    expect(location.href).not.toContain('evil');
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', '__defineGetter__', 'OP', 'op.', ''])(
  'a provider of the name %j is none at any address',
  async (name) => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const paths = [`/login/${name}`, `/callback/${name}?state=a&code=b`, `/logout/frontchannel/${name}?iss=a&sid=b`];
    const posts = [`/callback/${name}`, `/logout/backchannel/${name}`, `/account/providers/${name}`];
    const headers = { ...asJson, origin: deployment.baseUrl };
    const answers = [
      ...paths.map((path) => browser.request(deployment.baseUrl + path, undefined, headers)),
      ...posts.map((path) => browser.request(deployment.baseUrl + path, { logout_token: 'a.b.c' }, headers)),
    ];
    const expected = { status: 404, code: name === '' ? 'not_found' : 'unknown_provider' };
    for (const answer of answers) await expectProblem(await answer, expected);
    expect(attemptCookies(browser)).toEqual([]);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  },
);
