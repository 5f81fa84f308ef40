import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import { reachCallback, signIn } from '../support/login.ts';
import { json } from '../support/programmable-provider/replies.ts';

let deployment: FaultyDeployment;
const app = 'https://app.example.com';
beforeAll(async () => {
  const posting = { name: 'posting', config: { responseMode: 'form_post' } };
  deployment = await startFaultyDeployment({
    providers: [{ name: 'op' }, posting, { name: 'broken' }],
    config: { appOrigins: [app] },
  });
  deployment.provider('broken').misbehave({ replies: { discovery: json(404, {}) } });
});
afterAll(() => deployment.close());

/** Who asks: somebody signed in, or nobody. */
async function visitor(signedIn: boolean): Promise<Browser> {
  const browser = new Browser();
  if (signedIn) expect((await signIn(deployment.baseUrl, browser, 'op')).status).toBe(303);
  return browser;
}

function cookiesOf({ cookies }: Browser): string {
  return cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** What every answer carries; pages more. */
async function expectHeaders(response: Response): Promise<void> {
  const { headers } = response;
  expect(Object.fromEntries(headers)).toMatchObject({
    'cache-control': 'no-store',
    'strict-transport-security': 'max-age=63072000; includeSubDomains',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
  });
  const policy = String(headers.get('content-security-policy'));
  expect(policy).toMatch(/^default-src 'none'; base-uri 'none'; /);
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toMatch(/unsafe|\*|script-src|data:(?!$)/);
  if (!headers.get('content-type')?.startsWith('text/html')) return;
  expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
  const origins = ['op', 'posting', 'broken'].map((name) => new URL(deployment.provider(name).issuer).origin);
  expect(policy).toMatch(/ form-action 'self'/);
  const targets = /form-action 'self'([^;]*)/.exec(policy)?.[1]?.trim().split(' ') ?? [];
  expect([...origins, '']).toEqual(expect.arrayContaining(targets));
  expect(policy).toMatch(/style-src 'sha256-[\w+/]{43}='/);
}

interface Case {
  readonly method?: string;
  readonly path: string;
  /** One, or that of a page and that of JSON. */
  readonly status: number | readonly [number, number];
  readonly signedIn?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const form = { 'content-type': 'application/x-www-form-urlencoded' };
const own = () => ({ origin: deployment.baseUrl, ...form });

describe('every answer carries the headers', () => {
  test.each<[string, () => Case]>([
    ['a page', () => ({ path: '/login', status: 200 })],
    ['a page for who is signed in', () => ({ path: '/account', status: 200, signedIn: true })],
    ['JSON', () => ({ path: '/session', status: 200, signedIn: true })],
    ['public keys', () => ({ path: '/.well-known/jwks.json', status: 200 })],
    ['a redirect to the provider', () => ({ path: '/login/op', status: 302 })],
    ['a redirect to a page', () => ({ path: '/account', status: [302, 401] })],
    ['a redirect after POST', () => ({ method: 'POST', path: '/logout', status: 303 })],
    ['a token', () => ({ method: 'POST', path: '/session/token', status: 200, signedIn: true, headers: own() })],
    ['an end', () => ({ method: 'DELETE', path: '/sessions', status: [303, 204], signedIn: true, headers: own() })],
    ['a preflight', () => ({ method: 'OPTIONS', path: '/session', status: 204, headers: { origin: app } })],
    ['a preflight of nobody', () => ({ method: 'OPTIONS', path: '/session', status: 204 })],
    ['OPTIONS where there is none', () => ({ method: 'OPTIONS', path: '/login', status: 405 })],
    ['HEAD', () => ({ method: 'HEAD', path: '/health', status: 200 })],
    ['HEAD where there is none', () => ({ method: 'HEAD', path: '/login', status: 405 })],
    ['400', () => ({ path: '/login/op?return_to=//evil.example', status: 400 })],
    ['400 of a callback', () => ({ path: '/callback/op', status: 400 })],
    ['400 of a login that is unknown', () => ({ path: '/callback/op?state=a&code=b', status: 400 })],
    [
      '400 of a back-channel logout',
      () => ({ method: 'POST', path: '/logout/backchannel/op', status: 400, headers: form, body: 'logout_token=a' }),
    ],
    ['400 of a front-channel logout', () => ({ path: '/logout/frontchannel/op', status: 400 })],
    ['401', () => ({ path: '/session', status: 401 })],
    ['403', () => ({ method: 'POST', path: '/logout', status: 403, headers: { origin: 'https://evil.example' } })],
    ['404', () => ({ path: '/none', status: 404 })],
    ['404 of a provider', () => ({ path: '/login/none', status: 404 })],
    ['405', () => ({ method: 'PUT', path: '/session', status: 405 })],
    ['413 of a query', () => ({ path: `/login?a=${'a'.repeat(9000)}`, status: 413 })],
    [
      '413 of a body',
      () => ({ method: 'POST', path: '/callback/op', status: 413, headers: form, body: 'a'.repeat(66_000) }),
    ],
    ['503', () => ({ path: '/login/broken', status: 503 })],
  ])('%s, as a page and as JSON', async (_, make) => {
    const { method = 'GET', path, status, signedIn = false, headers = {}, body } = make();
    for (const [index, accept] of ['text/html', 'application/json'].entries()) {
      const cookie = cookiesOf(await visitor(signedIn));
      const response = await fetch(deployment.baseUrl + path, {
        method,
        redirect: 'manual',
        headers: { accept, cookie, ...headers },
        ...(body !== undefined && { body }),
      });
      const expected = typeof status === 'number' ? status : status[index];
      expect([response.status, path]).toEqual([expected, path]);
      await expectHeaders(response);
    }
  });

  test('502, 303 of a callback, and 503 of a table that is away', async () => {
    const { baseUrl } = deployment;
    const browser = new Browser();
    const callback = await reachCallback(baseUrl, browser, 'op');
    await expectHeaders(await browser.request(callback));
    deployment.provider('op').misbehave({ replies: { token: json(500, {}) } });
    const refused = await browser.request(await reachCallback(baseUrl, browser, 'op'));
    deployment.provider('op').misbehave({});
    expect(refused.status).toBe(502);
    await expectHeaders(refused);
    deployment.dynamodb.fault(() => 'fail');
    for (const path of ['/session', '/account', '/login/op']) {
      const response = await browser.request(baseUrl + path);
      expect(response.status).toBe(503);
      await expectHeaders(response);
    }
    deployment.dynamodb.heal();
  });
});
