import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type CertifiedProvider, startCertifiedProvider } from '../support/certified-provider.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, attemptCookies, getSession, startLogin } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

const methods = ['client_secret_basic', 'client_secret_post', 'client_secret_jwt'] as const;
const nameOf = (method: string) => method.replaceAll('_', '-');

let provider: CertifiedProvider;
let stack: LocalStack;
beforeAll(async () => {
  provider = await startCertifiedProvider({
    pushedAuthorizationRequests: { enabled: true, requirePushedAuthorizationRequests: true },
  });
  const providers = [
    ...methods.map((tokenEndpointAuthMethod) => {
      return provider.config(nameOf(tokenEndpointAuthMethod), { tokenEndpointAuthMethod });
    }),
    provider.config('form', { responseMode: 'form_post', pushedAuthorizationRequests: 'always' }),
    provider.config('never', { pushedAuthorizationRequests: 'never' }),
    provider.config('elsewhere'),
  ];
  stack = await startLocalStack({
    config: { allowSingleSignOn: true, blockAutoCreatedUsers: false, autoLinkUser: true, providers },
  });
  provider.register(stack.baseUrl, [
    ...methods.map((method) => ({ name: nameOf(method), token_endpoint_auth_method: method })),
    { name: 'form' },
    { name: 'never' },
    { name: 'elsewhere', redirect_uris: ['https://other.example/callback'] },
  ]);
});
afterAll(async () => {
  await stack?.stop();
  await provider?.close();
});

test.each(methods)('a person signs in at a provider that accepts only pushed requests, by %s', async (method) => {
  const name = nameOf(method);
  const browser = new Browser();
  const query = { return_to: '/reports', max_age: '600', ui_locales: 'nl' };
  const request = await startLogin(stack.baseUrl, browser, name, query);
  expect(Object.fromEntries(request.searchParams)).toEqual({
    client_id: `client-${name}`,
    request_uri: expect.stringMatching(/^urn:ietf:params:oauth:request_uri:[\w-]+$/),
  });

  const { url } = await browser.follow(request, provider.issuer);
  expect(provider.asked).toMatchObject({ max_age: '600', ui_locales: 'nl', code_challenge_method: 'S256' });
  expect(url.href).toContain(`${stack.baseUrl}/callback/${name}?`);
  const response = await browser.request(url);
  expect([response.status, response.headers.get('location')]).toEqual([303, '/reports']);
  expect(attemptCookies(browser)).toEqual([]);
  const { status, document } = await getSession(stack.baseUrl, browser);
  expect([status, document.user.email, document.session.provider]).toEqual([200, 'alice@example.com', name]);
});

test('the answer may come by a form', async () => {
  const browser = new Browser();
  const { url, response } = await browser.follow(await startLogin(stack.baseUrl, browser, 'form'), provider.issuer);
  const page = (await response?.text()) ?? '';
  expect(url.origin).toBe(provider.issuer);
  const fields = [...page.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const form = Object.fromEntries(fields);
  const answer = await browser.request(`${stack.baseUrl}/callback/form`, form, { origin: provider.issuer });
  expect(answer.status).toBe(303);
  expect((await getSession(stack.baseUrl, browser)).status).toBe(200);
});

test('a request that was pushed is of use once', async () => {
  const name = nameOf(methods[0]);
  const browser = new Browser();
  const request = await startLogin(stack.baseUrl, browser, name);
  const { url } = await browser.follow(request, provider.issuer);
  const other = new Browser();
  const { url: refused } = await other.follow(request, provider.issuer);
  expect(refused.searchParams.get('error')).toBe('invalid_request_uri');
  await expectProblem(await other.request(refused, undefined, asJson), { status: 400, code: 'invalid_callback' });
  expect((await browser.request(url)).status).toBe(303);
});

test('one that the provider refuses when it is pushed, or that may not be pushed, begins no login', async () => {
  for (const [name, logged] of [
    ['elsewhere', 'the pushed authorization request endpoint refused'],
    ['never', 'set pushedAuthorizationRequests to auto, and deploy'],
  ] as const) {
    const browser = new Browser();
    const response = await browser.request(`${stack.baseUrl}/login/${name}`, undefined, asJson);
    await expectProblem(response, { status: 502, code: 'provider_error' });
    expect(browser.cookies).toEqual([]);
    expect(stack.output()).toContain(logged);
  }
});
