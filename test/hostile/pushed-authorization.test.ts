import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, functionTimeoutMs, startDeployment } from '../support/deployment.ts';
import {
  asJson,
  attemptCookies,
  linkProvider,
  locationOf,
  reachAnswer,
  sendAnswer,
  signIn,
  startLink,
  startLogin,
} from '../support/login.ts';
import type { Document, Misbehaviour } from '../support/programmable-provider/index.ts';
import type { Reply } from '../support/programmable-provider/misbehaviour.ts';
import { drip, hang, json, late, oversize, page, redirect, reset } from '../support/programmable-provider/replies.ts';
import { expectProblem } from '../support/refusal.ts';
import { openSecret } from '../support/secrets.ts';

let deployment: Deployment;
const demanding = (document: Document) => ({ ...document, require_pushed_authorization_requests: true });
const slow = ['hanging', 'dripping', 'resetting'];
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      ...['demanding', ...slow, 'turning'].map((name) => ({ name, pushing: 'required' }) as const),
      { name: 'posting', pushing: 'offered', config: { responseMode: 'form_post' } },
      { name: 'plain' },
      { name: 'always', config: { pushedAuthorizationRequests: 'always' } },
      { name: 'never', pushing: 'offered', config: { pushedAuthorizationRequests: 'never' } },
      { name: 'both', pushing: 'required', config: { pushedAuthorizationRequests: 'never' } },
      { name: 'nowhere', quirks: { discovery: demanding } },
      { name: 'misnaming' },
    ],
  });
});
afterEach(() => deployment.provider('demanding').misbehave({}));
afterAll(() => deployment.close());

const providerError = { status: 502, code: 'provider_error' };
const start = (browser: Browser, provider: string) =>
  browser.request(`${deployment.baseUrl}/login/${provider}?return_to=%2Fapp`, undefined, asJson);

/** A login that cannot begin: the problem, no cookie of an attempt, and nobody sent anywhere. */
async function expectNotBegun(provider: string, expected: { readonly status: number; readonly code: string }) {
  const browser = new Browser();
  const response = await start(browser, provider);
  const document = await expectProblem(response, expected);
  expect(response.headers.get('location')).toBeNull();
  expect([response.headers.getSetCookie(), attemptCookies(browser)]).toEqual([[], []]);
  return document;
}

const words = 'Your session has expired <b>click here</b>';
const compressed: Reply = (response) => {
  response.writeHead(201, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end('{}');
};
const replied = (push: Reply): Misbehaviour => ({ replies: { push } });
const changed = (change: Document): Misbehaviour => ({ pushed: (answer) => ({ ...answer, ...change }) });
const good = { request_uri: 'urn:ietf:params:oauth:request_uri:x', expires_in: 60 };

describe('an endpoint for pushed requests that answers wrongly: no login begins, and nothing is sent twice', () => {
  test.each<[string, Misbehaviour]>([
    ['500', replied(json(500, { error: 'server_error', error_description: words }))],
    ['503 that says to come back', replied(json(503, { error: 'temporarily_unavailable' }))],
    ['404', replied(json(404, {}))],
    ['405', replied(json(405, {}))],
    ['413', replied(json(413, { error: 'invalid_request' }))],
    ['429', replied(json(429, { error: 'slow_down' }))],
    ['a refusal of what it asks', replied(json(400, { error: 'invalid_request', error_description: words }))],
    ['a refusal that is no code', replied(json(400, { error: words }))],
    ['200 instead of 201', replied(json(200, good))],
    ['202 instead of 201', replied(json(202, good))],
    ['a page instead of JSON', replied(page)],
    ['201 with a page', replied((response) => void response.writeHead(201).end(`<p>${words}</p>`))],
    ['an empty answer', replied((response) => void response.writeHead(201).end())],
    ['JSON that is no object', replied(json(201, [good]))],
    ['a redirect, which is not followed', replied(redirect('/authorize'))],
    ['a megabyte', replied(oversize)],
    ['a compressed answer', replied(compressed)],
    ['no request_uri', changed({ request_uri: undefined })],
    ['an empty request_uri', changed({ request_uri: '' })],
    ['a list of them', changed({ request_uri: [good.request_uri] })],
    ['one that is no URI', changed({ request_uri: '/requests/1' })],
    ['one with a line break', changed({ request_uri: 'urn:a\r\nset-cookie: postern-session=x' })],
    ['one with a page', changed({ request_uri: `urn:a"><script>alert('${words}')</script>` })],
    ['one with a fragment', changed({ request_uri: 'urn:a#b' })],
    ['one that is too long', changed({ request_uri: `urn:${'a'.repeat(4000)}` })],
    ['no expires_in', changed({ expires_in: undefined })],
    ['expires_in of zero', changed({ expires_in: 0 })],
    ['a negative expires_in', changed({ expires_in: -60 })],
    ['a part of a second', changed({ expires_in: 0.5 })],
    ['seconds in words', changed({ expires_in: 'sixty' })],
    ['invalid_client', replied(json(401, { error: 'invalid_client', error_description: words }))],
    ['unauthorized_client', replied(json(400, { error: 'unauthorized_client' }))],
  ])('%s', async (_, misbehaviour) => {
    const provider = deployment.provider('demanding');
    provider.misbehave(misbehaviour);
    const [pushes, asked] = [provider.calls('push'), provider.calls('authorize')];
    const document = await expectNotBegun('demanding', providerError);
    expect([provider.calls('push'), provider.calls('authorize')]).toEqual([pushes + 1, asked]);
    expect(JSON.stringify(document)).not.toContain('click here');
    provider.misbehave({});
    expect((await signIn(deployment.baseUrl, new Browser(), 'demanding')).status).toBe(303);
  });

  test('the log tells the error code, the cure for a wrong secret, and neither words nor secrets', async () => {
    const refusals = ['invalid_client', 'invalid_request'];
    for (const error of refusals) {
      deployment.provider('demanding').misbehave(replied(json(400, { error, error_description: words })));
      await expectNotBegun('demanding', providerError);
    }
    const output = deployment.stack.output();
    for (const told of [...refusals, 'the pushed authorization request endpoint refused', 'client_secret_post']) {
      expect(output).toContain(told);
    }
    for (const kept of ['click here', deployment.provider('demanding').clientSecret])
      expect(output).not.toContain(kept);
  });

  test('the page in its place has no words of the provider’s either, and offers to begin again', async () => {
    deployment.provider('demanding').misbehave(replied(json(400, { error: words, error_description: words })));
    const response = await new Browser().request(`${deployment.baseUrl}/login/demanding?return_to=%2Fapp`);
    const text = await response.text();
    expect([response.status, text.includes('click here')]).toEqual([502, false]);
    expect(text).toContain('href="/login/demanding?return_to=%2Fapp"');
  });
});

test('an endpoint that does not answer: 504 before the function’s time is up, pushed once, and the next login begins', async () => {
  const cases = { hanging: hang, dripping: drip, resetting: reset };
  await Promise.all(
    Object.entries(cases).map(async ([name, push]) => {
      const provider = deployment.provider(name);
      provider.misbehave({ replies: { push } });
      const before = Date.now();
      await expectNotBegun(name, { status: 504, code: 'provider_unreachable' });
      expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
      expect(provider.calls('push')).toBe(1);
      provider.misbehave({});
      expect((await signIn(deployment.baseUrl, new Browser(), name)).status).toBe(303);
    }),
  );
});

test('an answer that is only late is waited for', async () => {
  deployment.provider('demanding').misbehave(replied(late(1500)));
  expect((await signIn(deployment.baseUrl, new Browser(), 'demanding')).status).toBe(303);
});

describe('a provider whose metadata is wrong about it, or contradicts its settings', () => {
  test.each(['http://op.example/par', 'javascript:alert(1)', '/par', 'https://u:p@op.example/par', 7, ['https://a']])(
    'the endpoint %j: no login begins',
    async (url) => {
      const provider = deployment.provider('misnaming');
      provider.misbehave({ discovery: (all) => ({ ...all, pushed_authorization_request_endpoint: url }) });
      await expectNotBegun('misnaming', providerError);
      expect(provider.calls('push')).toBe(0);
    },
  );

  test.each([
    ['always', 'set pushedAuthorizationRequests to auto, and deploy'],
    ['both', 'the provider accepts only pushed authorization requests'],
    ['nowhere', 'have the provider add pushed_authorization_request_endpoint to its metadata'],
  ])('%s: no login begins, and the log has the cure', async (name, told) => {
    await expectNotBegun(name, providerError);
    expect(deployment.stack.output()).toContain(told);
    expect(deployment.provider(name).calls('push')).toBe(0);
  });

  test('what may be pushed is not where the settings say never', async () => {
    expect((await signIn(deployment.baseUrl, new Browser(), 'never')).status).toBe(303);
    expect(deployment.provider('never').calls('push')).toBe(0);
  });
});

describe('a login whose request is pushed', () => {
  const query = { login_hint: 'ann@example.com', max_age: '60', prompt: 'consent' };

  test('shows nothing of it in the browser, and is pushed whole by the authenticated client, once for each', async () => {
    const provider = deployment.provider('demanding');
    const [forms, credentials]: [URLSearchParams[], unknown[]] = [[], []];
    provider.misbehave({
      client: async (form) => forms.push(form) > 0,
      replies: {
        push({ req }, proceed) {
          credentials.push(req.headers.authorization);
          return proceed();
        },
      },
    });
    const browsers = [new Browser(), new Browser()];
    const urls = await Promise.all(browsers.map((each) => startLogin(deployment.baseUrl, each, 'demanding', query)));
    for (const url of urls) {
      expect([...url.searchParams.keys()].sort()).toEqual(['client_id', 'request_uri']);
      expect(url.href).not.toContain('example.com');
    }
    const sent = forms.map((form) => Object.fromEntries(form));
    const secret = expect.stringMatching(/^[\w-]{43}$/);
    for (const form of sent) {
      expect(form).toEqual({
        ...query,
        ...{ client_id: 'client-1', response_type: 'code', scope: 'openid profile email' },
        ...{ state: secret, nonce: secret, code_challenge: secret, code_challenge_method: 'S256' },
        redirect_uri: `${deployment.baseUrl}/callback/demanding`,
      });
    }
    expect(new Set(sent.flatMap(({ state, nonce }) => [state, nonce])).size).toBe(4);
    const basic = Buffer.from(`client-1:${provider.clientSecret}`).toString('base64');
    expect(credentials).toEqual([`Basic ${basic}`, `Basic ${basic}`]);
  });

  test('belongs to the browser that began it, as any other', async () => {
    const [mine, other] = [new Browser(), new Browser()];
    const url = locationOf(await mine.request(await startLogin(deployment.baseUrl, mine, 'demanding')));
    await expectProblem(await other.request(url, undefined, asJson), { status: 400, code: 'login_not_found' });
    expect((await mine.request(url)).status).toBe(303);
  });

  test('may be answered by a form', async () => {
    const browser = new Browser();
    const answer = await reachAnswer(deployment.baseUrl, browser, 'posting');
    expect(answer.form).toBeDefined();
    expect((await sendAnswer(browser, answer)).status).toBe(303);
    expect(deployment.provider('posting').calls('push')).toBe(1);
  });

  test('links a second provider, and one that fails leaves who is signed in as before', async () => {
    const { browser } = await enter(deployment, 'plain', 'ben');
    const cookies = browser.cookies.length;
    deployment.provider('demanding').misbehave(replied(json(500, {})));
    const failed = await startLink(deployment.baseUrl, browser, 'demanding');
    await expectProblem(failed, providerError);
    expect(browser.cookies).toHaveLength(cookies);

    deployment.provider('demanding').misbehave({});
    const asked = await startLink(deployment.baseUrl, browser, 'demanding', { login_hint: 'ben-there' });
    expect([asked.status, locationOf(asked).searchParams.has('request_uri')]).toEqual([303, true]);
    const linked = await linkProvider(deployment.baseUrl, browser, 'demanding', { login_hint: 'ben-there' });
    expect([linked.status, linked.headers.get('location')]).toEqual([303, '/account?notice=linked']);
  });
});

describe('a client secret that changes', () => {
  const pushes = () => deployment.provider('turning').calls('push');
  const signInThere = () => signIn(deployment.baseUrl, new Browser(), 'turning');

  test('at the provider first: a version that is staged is tried once, remembered, and counted', async () => {
    expect((await signInThere()).status).toBe(303);
    const secret = `staged-${randomUUID()}`;
    deployment.provider('turning').changeSecret(secret);
    const from = pushes();
    await expectNotBegun('turning', providerError);
    expect(pushes()).toBe(from + 1);

    const stored = openSecret(deployment, 'turning');
    await stored.put({ client_secret: secret }, 'POSTERN_STAGED');
    await startLogin(deployment.baseUrl, new Browser(), 'turning');
    expect(pushes()).toBe(from + 3);
    const [counted] = await deployment.table.rows('SECRET#provider#turning');
    expect(counted).toMatchObject({ fallback_authenticate_pending: 1 });
    expect((await signInThere()).status).toBe(303);
    expect(pushes()).toBe(from + 4);
    expect(deployment.stack.output()).not.toContain('fallback_not_counted');
    expect(deployment.stack.output()).not.toContain(secret);
  });

  test('and is the current one at last: the next login takes it up', async () => {
    const secret = `current-${randomUUID()}`;
    deployment.provider('turning').changeSecret(secret);
    await openSecret(deployment, 'turning').put({ client_secret: secret }, 'AWSCURRENT');
    expect((await signInThere()).status).toBe(303);
    const from = pushes();
    expect((await signInThere()).status).toBe(303);
    expect(pushes()).toBe(from + 1);
  });
});
