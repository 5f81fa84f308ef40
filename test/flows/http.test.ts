import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, readFirstForm, signIn, startLogin } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
const app = 'https://app.example.com';
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'op', config: { args: { prompt: 'login', display: 'page', max_age: 900, audience: 'api' } } },
      { name: 'posting', config: { responseMode: 'form_post', tokenEndpointAuthMethod: 'client_secret_post' } },
    ],
    config: { appOrigins: [app] },
  });
});
afterAll(() => deployment.close());

const call = (path: string, init: RequestInit = {}) =>
  fetch(deployment.baseUrl + path, { redirect: 'manual', ...init });

describe('the authorization request', () => {
  test('carries state, nonce, PKCE S256, what is configured, and what the caller may choose', async () => {
    const query = { login_hint: 'ann', ui_locales: 'nl en-GB', max_age: '60' };
    const one = await startLogin(deployment.baseUrl, new Browser(), 'op', query);
    const two = await startLogin(deployment.baseUrl, new Browser(), 'op');
    const sent = Object.fromEntries(one.searchParams);
    expect(sent).toMatchObject({
      ...query,
      ...{
        client_id: 'client-1',
        response_type: 'code',
        scope: 'openid profile email',
        display: 'page',
        audience: 'api',
      },
      redirect_uri: `${deployment.baseUrl}/callback/op`,
      code_challenge_method: 'S256',
    });
    expect(Object.fromEntries(two.searchParams)).toMatchObject({ prompt: 'login', max_age: '900' });
    const open = await startLogin(deployment.baseUrl, new Browser(), 'posting', { prompt: 'consent', max_age: '5000' });
    expect(Object.fromEntries(open.searchParams)).toMatchObject({ prompt: 'consent', max_age: '5000' });
    for (const name of ['state', 'nonce', 'code_challenge']) {
      expect(one.searchParams.get(name)).toMatch(/^[\w-]{43}$/);
      expect(one.searchParams.get(name)).not.toBe(two.searchParams.get(name));
    }
    expect(
      createHash('sha256')
        .update(sent['state'] ?? '')
        .digest('base64url'),
    ).not.toBe(sent['code_challenge']);
  });

  test('what the caller may not choose stays ours, and what is configured as it is or stricter', async () => {
    const url = await startLogin(deployment.baseUrl, new Browser(), 'op', {
      ...{ client_id: 'evil', redirect_uri: 'https://evil.example', scope: 'all', response_type: 'token' },
      ...{ state: 'x', nonce: 'x', code_challenge: 'x', response_mode: 'fragment', claims: '{}', request: 'x' },
      ...{ max_age: '901', prompt: 'none', ui_locales: 'a b;c', display: 'popup', audience: 'evil' },
    });
    expect(url.searchParams.get('redirect_uri')).toBe(`${deployment.baseUrl}/callback/op`);
    expect(url.searchParams.get('max_age')).toBe('900');
    expect(url.searchParams.get('prompt')).toBe('login');
    expect(url.href).not.toMatch(/evil|popup|fragment|claims=|request=|ui_locales|state=x&|nonce=x&/);
    for (const name of url.searchParams.keys()) expect(url.searchParams.getAll(name)).toHaveLength(1);
  });

  test('links come from configuration, whatever Host and X-Forwarded-* say', async () => {
    const headers = {
      'x-forwarded-host': 'evil.example',
      'x-forwarded-proto': 'https',
      forwarded: 'host=evil.example',
    };
    const start = await call('/login/op', { headers });
    expect(start.headers.get('location')).not.toContain('evil');
  });

  test('open attempts are capped: the oldest goes, the others work', async () => {
    const browser = new Browser();
    const exchanges = deployment.provider('op').calls('token');
    const callbacks = [];
    for (let tab = 0; tab < 9; tab += 1) callbacks.push(await startLogin(deployment.baseUrl, browser, 'op'));
    expect(attemptCookies(browser).length).toBeLessThanOrEqual(6);
    const latest = await browser.request(callbacks.at(-1) ?? '');
    expect((await browser.request(latest.headers.get('location') ?? '')).status).toBe(303);
    const first = await browser.request(callbacks[0] ?? '');
    const refused = await browser.request(first.headers.get('location') ?? '', undefined, asJson);
    await expectProblem(refused, { status: 400, code: 'login_not_found' });
    expect(deployment.provider('op').calls('token')).toBe(exchanges + 1);
  });
});

test('form_post, with client_secret_post', async () => {
  const browser = new Browser();
  const authorization = await startLogin(deployment.baseUrl, browser, 'posting', { return_to: '/x' });
  expect(authorization.searchParams.get('response_mode')).toBe('form_post');
  const { action, fields } = readFirstForm(await (await browser.request(authorization)).text());
  const response = await browser.request(action, fields, { origin: deployment.provider('posting').issuer });
  expect([response.status, response.headers.get('location')]).toEqual([303, '/x']);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
});

describe('CORS on /session', () => {
  test('a listed app may read it with credentials, signed in or not', async () => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const response = await browser.request(`${deployment.baseUrl}/session`, undefined, { ...asJson, origin: app });
    expect(response.status).toBe(200);
    expect(response.headers.get('access-control-allow-origin')).toBe(app);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
    expect(response.headers.get('vary')).toContain('origin');
  });

  test.each(['https://evil.example', 'null', `${app}.evil.example`, 'http://app.example.com'])(
    '%s may not',
    async (origin) => {
      for (const method of ['GET', 'OPTIONS']) {
        const response = await call('/session', {
          method,
          headers: { origin, 'access-control-request-method': 'GET' },
        });
        expect(response.headers.get('access-control-allow-origin')).toBeNull();
        expect(response.headers.get('access-control-allow-credentials')).toBeNull();
        expect(response.headers.get('vary')).toContain('origin');
      }
    },
  );

  test('an app learns that nobody is signed in: 401 is readable too', async () => {
    const response = await call('/session', { headers: { origin: app } });
    expect(response.status).toBe(401);
    expect(response.headers.get('access-control-allow-origin')).toBe(app);
    expect(response.headers.get('access-control-allow-credentials')).toBe('true');
  });

  test('preflight', async () => {
    const headers = { origin: app, 'access-control-request-method': 'GET' };
    const response = await call('/session', { method: 'OPTIONS', headers });
    expect(response.status).toBe(204);
    expect(response.headers.get('access-control-allow-origin')).toBe(app);
    expect(response.headers.get('access-control-allow-methods')).toBe('GET');
  });
});

describe('every answer', () => {
  test('carries the headers of a site that handles sign-ins; pages more', async () => {
    for (const path of ['/', '/login', '/login/op', '/login/none', '/callback/op', '/session', '/health', '/none']) {
      const { headers } = await call(path, { headers: { accept: 'text/html' } });
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
      });
      if (!headers.get('content-type')?.startsWith('text/html')) continue;
      expect(headers.get('content-security-policy')).toMatch(
        /^default-src 'none'; base-uri 'none'; frame-ancestors 'none'; /,
      );
      expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
    }
  });

  test('GET /health', async () => {
    const response = await call('/health');
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  test.each([
    ['POST', '/session', 'GET, OPTIONS'],
    ['DELETE', '/logout', 'POST'],
    ['GET', '/logout/backchannel/op', 'POST'],
    ['POST', '/logout/frontchannel/op', 'GET'],
    ['POST', '/login?iss=x', 'GET'],
    ['PUT', '/callback/op', 'GET, POST'],
    ['POST', '/login/op', 'GET'],
    ['PATCH', '/', 'GET'],
    ['POST', '/health', 'GET, HEAD'],
  ])('%s %s: 405, Allow: %s', async (method, path, allow) => {
    const response = await call(path, { method, headers: asJson });
    expect(response.headers.get('allow')).toBe(allow);
    await expectProblem(response, { status: 405, code: 'method_not_allowed' });
  });

  test.each(['/none', '/login/op/more', '/login/', '/callback', '/session/', '//', '/LOGIN', '/__proto__'])(
    '%s: 404',
    async (path) => {
      await expectProblem(await call(path, { headers: asJson }), { status: 404, code: 'not_found' });
    },
  );

  test.each(['none', 'OP', '__proto__', 'constructor', 'op%00', '%F0%9F%94%91'])(
    '/login/%s: no such provider',
    async (name) => {
      await expectProblem(await call(`/login/${name}`, { headers: asJson }), { status: 404, code: 'unknown_provider' });
    },
  );

  test('HEAD /health is for monitors', async () => {
    expect((await call('/health', { method: 'HEAD' })).status).toBe(200);
  });

  test('HEAD has no body', async () => {
    for (const path of ['/health', '/login', '/none'])
      expect(await (await call(path, { method: 'HEAD' })).text()).toBe('');
  });

  test('what is asked for decides between a page and a problem document', async () => {
    const types = async (path: string, accept: string) =>
      (await call(path, { headers: { accept } })).headers.get('content-type')?.split(';')[0];
    expect(await types('/none', 'text/html,application/xhtml+xml,*/*;q=0.8')).toBe('text/html');
    expect(await types('/none', 'application/json')).toBe('application/problem+json');
    expect(await types('/none', '*/*')).toBe('text/html');
    expect(await types('/session', '*/*')).toBe('application/problem+json');
    expect(await types('/session', 'text/html')).toBe('text/html');
  });
});
