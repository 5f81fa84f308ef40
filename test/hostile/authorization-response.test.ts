import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, reachCallback, readFirstForm, startLogin } from '../support/login.ts';
import {
  expectProblem,
  expectRefusedLogin,
  expectRefusedResponse,
  expectUnmatchedResponse,
} from '../support/refusal.ts';

let deployment: Deployment;
const advertise = (document: object) => ({ ...document, authorization_response_iss_parameter_supported: true });
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'one' },
      { name: 'two' },
      { name: 'advertising' },
      { name: 'posting', config: { responseMode: 'form_post' } },
    ],
  });
  deployment.provider('advertising').misbehave({ discovery: advertise });
});
afterEach(() => deployment.provider('one').misbehave({}));
afterAll(() => deployment.close());

const invalid = { status: 400, code: 'invalid_callback' };
const notFound = { status: 400, code: 'login_not_found' };

function replace(parameters: URLSearchParams, gone: string, ...added: readonly [string, string][]): void {
  parameters.delete(gone);
  for (const [name, value] of added) parameters.append(name, value);
}

describe('a response whose form is wrong', () => {
  test.each<[string, (callback: URL) => void]>([
    ['code twice', ({ searchParams }) => searchParams.append('code', 'another')],
    ['the same code twice', ({ searchParams }) => searchParams.append('code', searchParams.get('code') ?? '')],
    ['code with error', ({ searchParams }) => searchParams.set('error', 'access_denied')],
    ['neither code nor error', ({ searchParams }) => searchParams.delete('code')],
    ['an empty code', ({ searchParams }) => searchParams.set('code', '')],
    ['error twice', ({ searchParams }) => replace(searchParams, 'code', ['error', 'a'], ['error', 'b'])],
    ['iss twice', ({ searchParams }) => replace(searchParams, '', ['iss', 'https://a'], ['iss', 'https://a'])],
  ])('%s', async (_, change) => {
    await expectRefusedResponse(deployment, 'one', change);
  });

  test('an oversized code, and an oversized query', async () => {
    const tooLarge = { status: 413, code: 'too_large' };
    const exchanges = deployment.provider('one').calls('token');
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, 'one');
    url.searchParams.set('code', 'a'.repeat(4097));
    await expectProblem(await browser.request(url, undefined, asJson), tooLarge);
    url.searchParams.set('code', 'a'.repeat(8192));
    await expectProblem(await new Browser().request(url, undefined, asJson), tooLarge);
    expect(deployment.provider('one').calls('token')).toBe(exchanges);
  });

  test('an oversized body', async () => {
    const form = { state: 'a', code: 'b', padding: 'a'.repeat(65 * 1024) };
    const response = await new Browser().request(`${deployment.baseUrl}/callback/posting`, form, asJson);
    await expectProblem(response, { status: 413, code: 'too_large' });
  });
});

describe('a response of another issuer’s (RFC 9207), or of nobody knows whose', () => {
  test.each<[string, 'one' | 'advertising', () => string | undefined]>([
    ['another’s', 'one', () => 'https://op.example'],
    ['another’s where it is advertised', 'advertising', () => 'https://op.example'],
    ['that of another provider of ours', 'one', () => deployment.provider('two').issuer],
    ['with a trailing slash more', 'advertising', () => `${deployment.provider('advertising').issuer}/`],
    ['in other letters', 'one', () => deployment.provider('one').issuer.toUpperCase()],
    ['none where it is advertised', 'advertising', () => undefined],
    ['empty where it is advertised', 'advertising', () => ''],
  ])('%s: refused once and for all, with a line in the trail, and the provider not asked', async (_, name, iss) => {
    const provider = deployment.provider(name);
    const regular = name === 'advertising' ? { discovery: advertise } : {};
    const endpoints = ['token', 'jwks', 'userinfo'] as const;
    for (const error of [undefined, 'access_denied']) {
      const before = endpoints.map(provider.calls);
      const authorization = (response: URLSearchParams) => {
        if (error !== undefined) replace(response, 'code', ['error', error]);
        const found = iss();
        if (found !== undefined) response.set('iss', found);
      };
      await expectRefusedLogin(deployment, name, { ...regular, authorization }, invalid);
      expect(endpoints.map(provider.calls)).toEqual(before);
    }
  });

  test('the right iss is accepted, advertised or not, beside parameters that nobody knows and in any order', async () => {
    for (const name of ['one', 'advertising']) {
      const browser = new Browser();
      const url = await reachCallback(deployment.baseUrl, browser, name);
      const { code = '', state = '' } = Object.fromEntries(url.searchParams);
      url.search = `${new URLSearchParams({ session_state: 'x.y', iss: deployment.provider(name).issuer, state, x: '', code })}`;
      expect((await browser.request(url)).status).toBe(303);
    }
  });
});

describe('a state that is not this browser’s', () => {
  test.each<[string, (callback: URL) => void, typeof invalid]>([
    ['empty', ({ searchParams }) => searchParams.set('state', ''), invalid],
    ['twice', ({ searchParams }) => searchParams.append('state', 'x'), invalid],
    ['longer', ({ searchParams }) => searchParams.set('state', `${searchParams.get('state')}x`), notFound],
  ])('%s: refused, no call made, and the attempt still good', async (_, change, expected) => {
    await expectUnmatchedResponse(deployment, 'one', change, expected);
  });

  test('foreign: somebody else’s callback opened in this browser', async () => {
    const { baseUrl } = deployment;
    const [attacker, victim] = [new Browser(), new Browser()];
    const url = await reachCallback(baseUrl, attacker, 'one');
    await startLogin(baseUrl, victim, 'one');
    const exchanges = deployment.provider('one').calls('token');
    await expectProblem(await victim.request(url, undefined, asJson), notFound);
    expect(deployment.provider('one').calls('token')).toBe(exchanges);
    expect((await getSession(baseUrl, victim)).status).toBe(401);
    expect((await attacker.request(url)).status).toBe(303);
  });

  test('of an attempt at another provider', async () => {
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, 'one');
    const before = [deployment.provider('one').calls('token'), deployment.provider('two').calls('token')];
    url.pathname = '/callback/two';
    await expectProblem(await browser.request(url, undefined, asJson), invalid);
    expect(attemptCookies(browser)).toEqual([]);
    expect([deployment.provider('one').calls('token'), deployment.provider('two').calls('token')]).toEqual(before);
  });

  test('of a provider that there is not', async () => {
    for (const name of ['none', '__proto__', 'constructor', 'ONE', 'one%20']) {
      const response = await new Browser().request(
        `${deployment.baseUrl}/callback/${name}?state=a&code=b`,
        undefined,
        asJson,
      );
      await expectProblem(response, { status: 404, code: 'unknown_provider' });
    }
  });
});

describe('an attempt’s cookie that was tampered with', () => {
  const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

  test.each<[string, (value: string) => string]>([
    ['start time', (value) => flip(value, 2)],
    ['key id', (value) => flip(value, 8)],
    ['initialisation vector', (value) => flip(value, 18)],
    ['text', (value) => flip(value, 100)],
    ['tag', (value) => flip(value, value.length - 4)],
    ['cut', (value) => value.slice(0, -1)],
    ['padded', (value) => `${value}=`],
    ['emptied', () => ''],
    ['quoted', (value) => `"${value}"`],
  ])('%s', async (_, tamper) => {
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, 'one');
    const [cookie] = browser.cookies.filter(({ name }) => name.startsWith('postern-login-'));
    browser.setCookie('localhost', cookie?.name ?? '', tamper(cookie?.value ?? ''));
    await expectProblem(await browser.request(url, undefined, asJson), notFound);
  });

  test('sent twice, or moved to another attempt’s name', async () => {
    const browser = new Browser();
    const url = await reachCallback(deployment.baseUrl, browser, 'one');
    const [first] = browser.cookies;
    const pair = `${first?.name}=${first?.value}`;
    const twice = await new Browser().request(url, undefined, { ...asJson, cookie: `${pair}; ${pair}` });
    await expectProblem(twice, notFound);

    const other = await reachCallback(deployment.baseUrl, browser, 'one');
    const second = browser.cookies.find(({ name }) => name !== first?.name && name.startsWith('postern-login-'));
    browser.setCookie('localhost', second?.name ?? '', first?.value ?? '');
    await expectProblem(await browser.request(other, undefined, asJson), notFound);
  });
});

describe('an error of the provider', () => {
  const description = '<script>alert("pwned-by-provider")</script>';

  test.each([
    ['access_denied', 403, 'access_denied'],
    ['user_cancelled', 403, 'access_denied'],
    ['login_required', 502, 'provider_error'],
    ['interaction_required', 502, 'provider_error'],
    ['consent_required', 403, 'access_denied'],
    ['invalid_request', 502, 'provider_error'],
    ['invalid_scope', 502, 'provider_error'],
    ['unauthorized_client', 502, 'provider_error'],
    ['server_error', 502, 'provider_error'],
    ['pwned-by-provider', 502, 'provider_error'],
    ['temporarily_unavailable', 503, 'temporarily_unavailable'],
  ])('%s: %i, its text never echoed', async (error, status, code) => {
    const answer = (response: URLSearchParams) => {
      response.delete('code');
      response.set('error', error);
      response.set('error_description', description);
      response.set('error_uri', 'https://pwned-by-provider.example');
    };
    const exchanges = deployment.provider('one').calls('token');
    const document = await expectRefusedLogin(deployment, 'one', { authorization: answer }, { status, code });
    expect(JSON.stringify(document)).not.toContain('pwned-by-provider');
    expect(deployment.provider('one').calls('token')).toBe(exchanges);

    deployment.provider('one').misbehave({ authorization: answer });
    const browser = new Browser();
    const response = await browser.request(await reachCallback(deployment.baseUrl, browser, 'one'));
    expect(response.status).toBe(status);
    expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : null);
    expect(await response.text()).not.toContain('pwned-by-provider');
    expect(deployment.stack.output()).not.toContain(description);
  });
});

describe('wrong modes', () => {
  test.each(['posting', 'one'])(
    'at %s, a POST that brings code and state in the query instead of a form',
    async (name) => {
      const { baseUrl } = deployment;
      const provider = deployment.provider(name);
      const browser = new Browser();
      const answer = await browser.request(await startLogin(baseUrl, browser, name));
      const { fields } = readFirstForm(await answer.text());
      const url = new URL(
        answer.headers.get('location') ?? `${baseUrl}/callback/${name}?${new URLSearchParams(fields)}`,
      );
      expect(url.searchParams.get('code')).not.toBeNull();
      const kept = browser.clone();
      const exchanges = provider.calls('token');
      const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
      const headers = { ...asJson, cookie, 'content-type': 'application/json' };
      const body = JSON.stringify(Object.fromEntries(url.searchParams));
      await expectProblem(await fetch(url, { method: 'POST', redirect: 'manual', headers, body }), invalid);
      expect(provider.calls('token')).toBe(exchanges);
      const right = name === 'one' ? kept.request(url) : kept.request(`${baseUrl}/callback/${name}`, fields);
      expect((await right).status).toBe(303);
    },
  );

  test('GET where form_post was asked for, and the reverse', async () => {
    const posted = new Browser();
    const page = await posted.request(await startLogin(deployment.baseUrl, posted, 'posting'));
    const { action, fields } = readFirstForm(await page.text());
    const url = new URL(action);
    for (const [name, value] of Object.entries(fields)) url.searchParams.set(name, value);
    await expectProblem(await posted.request(url, undefined, asJson), invalid);

    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'one');
    const form = Object.fromEntries(callback.searchParams);
    await expectProblem(await browser.request(`${deployment.baseUrl}/callback/one`, form, asJson), invalid);
  });
});
