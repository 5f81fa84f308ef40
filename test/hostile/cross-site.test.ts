import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Route, routes } from '../../lib/infra/routes.ts';
import { enter } from '../support/accounts.ts';
import type { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, linkProvider, sessionCookie } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
let person: { readonly browser: Browser; readonly sessionId: string };
const app = 'https://app.example.com';
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'second' }],
    config: { appOrigins: [app] },
  });
  person = await enter(deployment, 'op', 'alice');
  await linkProvider(deployment.baseUrl, person.browser, 'second', { login_hint: 'alice-too' });
});
afterAll(() => deployment.close());

/** What comes from a provider and not from a person's browser: its own proofs are asked for there. */
const fromProviders = ['POST /callback/{provider}', 'POST /logout/backchannel/{provider}'];
/** Ways into an account are added and taken away from our own pages alone. */
const fromOurPagesAlone = ['POST /account/providers/{provider}', 'DELETE /account/providers/{provider}'];

const nameOf = ({ method, path }: Pick<Route, 'method' | 'path'>) => `${method} ${path}`;
const changing = routes.filter(({ method }) => method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS');
const looking = routes.filter(({ method }) => method === 'GET' || method === 'HEAD');
const guarded = changing.filter((route) => !fromProviders.includes(nameOf(route)));

/** Sends what a page would send, from the browser that is signed in. */
async function send(
  { method, path }: Pick<Route, 'method' | 'path'>,
  headers: Record<string, string>,
): Promise<Response> {
  const cookie = `postern-session=${sessionCookie(person.browser)}`;
  const target = path.replace('{provider}', 'second').replace('{id}', person.sessionId);
  const fields = path.startsWith('/sessions') || method === 'DELETE' ? { _method: 'DELETE' } : {};
  const form = method === 'POST' ? { body: new URLSearchParams(fields) } : {};
  const all = { ...asJson, cookie, ...headers };
  return fetch(deployment.baseUrl + target, { method, headers: all, redirect: 'manual', ...form });
}

const strangers: readonly (readonly [string, Record<string, string>])[] = [
  ['a foreign Origin', { origin: 'https://evil.example' }],
  ['a foreign Origin that says it is ours', { origin: 'https://evil.example', 'sec-fetch-site': 'same-site' }],
  ['Origin null', { origin: 'null' }],
  ['a sandboxed frame', { origin: 'null', 'sec-fetch-site': 'cross-site' }],
  ['an origin that begins as ours', { origin: 'http://localhost.evil.example' }],
  ['our host at another port', { origin: 'http://localhost:1' }],
  ['cross-site without Origin', { 'sec-fetch-site': 'cross-site' }],
  ['same-site without Origin', { 'sec-fetch-site': 'same-site' }],
  ['a Referer of ours alone', { 'sec-fetch-site': 'cross-site', referer: 'http://localhost/' }],
];

test('the routes that change something are these', () => {
  expect(changing.map(nameOf).sort()).toEqual([...fromProviders, ...guarded.map(nameOf)].sort());
  expect(guarded.map(nameOf)).toEqual(expect.arrayContaining(fromOurPagesAlone));
  expect(guarded).toHaveLength(8);
});

describe.each(guarded.map((route) => [nameOf(route), route] as const))('%s', (name, route) => {
  const refusing = fromOurPagesAlone.includes(name)
    ? [...strangers, ['a listed app', { origin: app, 'sec-fetch-site': 'cross-site' }] as const]
    : strangers;

  test.each(refusing)('from a page with %s: refused, and nothing changes', async (_, headers) => {
    const before = await deployment.table.rows('');
    const response = await send(route, headers);
    await expectProblem(response, { status: 403, code: 'bad_origin' });
    expect(await deployment.table.rows('')).toEqual(before);
    expect((await getSession(deployment.baseUrl, person.browser)).status).toBe(200);
  });
});

test.each(looking.map((route) => [nameOf(route), route] as const))(
  '%s signs nobody out and changes nothing, with whatever it is asked',
  async (_, { method, path }) => {
    const before = await deployment.table.rows('');
    const target = path.replace('{provider}', 'op');
    for (const query of ['', '?_method=DELETE', '?logout_token=a.b.c', '?signed_out=true', '?logout=1&iss=x&sid=y']) {
      for (const headers of [{}, { 'x-http-method-override': 'DELETE' }, { 'x-http-method': 'POST' }]) {
        const cookie = `postern-session=${sessionCookie(person.browser)}`;
        const init = { method, redirect: 'manual', headers: { ...asJson, cookie, ...headers } } as const;
        const response = await fetch(deployment.baseUrl + target + query, init);
        expect(response.headers.getSetCookie().filter((line) => line.startsWith('postern-session'))).toEqual([]);
      }
    }
    expect(await deployment.table.rows('')).toEqual(before);
    expect(attemptCookies(person.browser)).toEqual([]);
    expect((await getSession(deployment.baseUrl, person.browser)).status).toBe(200);
  },
);
