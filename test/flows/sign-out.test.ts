import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type CertifiedProvider, startCertifiedProvider } from '../support/certified-provider.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import {
  asJson,
  getSession,
  locationOf,
  logoutCookie,
  redirectTargetOf,
  sessionCookie,
  startLogin,
} from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

const app = 'https://app.example.com';
const bye = `${app}/bye?from=postern#top`;

let provider: CertifiedProvider;
let stack: LocalStack;
beforeAll(async () => {
  const logoutSource = (ctx: object, form: string) => void Object.assign(ctx, { body: form });
  provider = await startCertifiedProvider({ rpInitiatedLogout: { enabled: true, logoutSource } });
  stack = await startLocalStack({
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false, appOrigins: [app] },
      providers: [provider.config('op', { label: 'Certified' })],
    },
  });
  const post_logout_redirect_uris = [`${stack.baseUrl}/login?signed_out=true`];
  provider.register(stack.baseUrl, [{ name: 'op', post_logout_redirect_uris }]);
});
afterAll(async () => {
  await stack?.stop();
  await provider?.close();
});

/** A browser that is signed in, here and at the provider. */
async function enter(browser = new Browser()): Promise<Browser> {
  const { url } = await browser.follow(await startLogin(stack.baseUrl, browser, 'op'), provider.issuer);
  expect((await browser.request(url)).status).toBe(303);
  expect(await statusOf(browser)).toBe(200);
  return browser;
}

const statusOf = async (browser: Browser): Promise<number> => (await getSession(stack.baseUrl, browser)).status;

/** Posts the sign-out form as a page of ours or of the app does. */
function postLogout(browser: Browser, form = {}, query = '', origin = stack.baseUrl): Promise<Response> {
  return browser.request(`${stack.baseUrl}/logout${query}`, form, { origin, ...asJson });
}

/** Answers what the provider asks; gives where it leads back to. */
async function passProvider(browser: Browser, away: URL, answer: { readonly logout?: 'yes' }): Promise<URL> {
  const page = await (await browser.request(away)).text();
  const [, action = ''] = / action="([^"]+)"/.exec(page) ?? [];
  const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(page) ?? [];
  return locationOf(await browser.request(action, { xsrf, ...answer }));
}

describe('signing out here and at the certified provider', () => {
  test.each([
    ['the form', { return_to: bye }, '', bye],
    ['the query', {}, '?return_to=/bye', '/bye'],
  ])('with return_to in %s: there and back, and on to the app', async (_, form, query, onward) => {
    const browser = await enter();
    const kept = browser.clone();
    const response = await postLogout(browser, form, query, app);
    expect(response.status).toBe(303);
    expect(await statusOf(kept)).toBe(401);
    const back = await passProvider(browser, locationOf(response), { logout: 'yes' });
    expect(back.origin + back.pathname).toBe(`${stack.baseUrl}/login`);
    const end = await browser.request(back);
    expect([await redirectTargetOf(end), end.headers.get('cache-control')]).toEqual([onward, 'no-store']);
    expect([sessionCookie(browser), logoutCookie(browser)]).toEqual([undefined, undefined]);
    const { url } = await browser.follow(await startLogin(stack.baseUrl, browser, 'op', { prompt: 'none' }), '');
    expect(locationOf(await browser.request(url)).searchParams.get('error')).toBe('login_required');
  });

  test('without return_to: back to the sign-in page, which names the provider', async () => {
    const browser = await enter();
    const back = await passProvider(browser, locationOf(await postLogout(browser)), { logout: 'yes' });
    const page = await browser.request(back);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain(
      'You are signed out here, and Certified has sent you back from its own sign-out. Sign in again whenever you like.',
    );
    expect(logoutCookie(browser)).toBeUndefined();
  });

  test('who declines at the provider is signed out here, and goes on all the same', async () => {
    const browser = await enter();
    const back = await passProvider(browser, locationOf(await postLogout(browser, { return_to: bye })), {});
    expect(await redirectTargetOf(await browser.request(back))).toBe(bye);
    expect(await statusOf(browser)).toBe(401);
  });

  test('who signed in again meanwhile is told of no sign-out', async () => {
    const browser = await enter();
    const back = await passProvider(browser, locationOf(await postLogout(browser)), { logout: 'yes' });
    await enter(browser);
    expect(await (await browser.request(back)).text()).not.toContain('signed out');
    expect(await statusOf(browser)).toBe(200);
  });

  test('of two sign-outs under way the later one is good, and the earlier return shows the page', async () => {
    const browser = await enter();
    const first = await passProvider(browser, locationOf(await postLogout(browser, { return_to: '/first' })), {});
    await enter(browser);
    const later = await passProvider(browser, locationOf(await postLogout(browser, { return_to: '/later' })), {});
    expect((await browser.request(first)).status).toBe(200);
    expect((await browser.request(later)).headers.get('location')).toBe('/later');
  });
});

describe('signing out where no provider is asked', () => {
  test('nobody is signed in: on to the app at once, with nothing kept', async () => {
    const browser = new Browser();
    const response = await postLogout(browser, { return_to: bye }, '', app);
    expect([response.status, response.headers.get('location')]).toEqual([303, bye]);
    expect(browser.cookies).toEqual([]);
  });
});

describe('a return_to that is refused', () => {
  test.each([
    ['of another origin', { return_to: 'https://evil.example' }, ''],
    ['twice in the form', { return_to: ['/a', '/a'] }, ''],
    ['in form and query', { return_to: '/a' }, '?return_to=/a'],
    ['empty', { return_to: '' }, ''],
  ])('%s: nothing is ended', async (_, form, query) => {
    const browser = await enter();
    const document = await expectProblem(await postLogout(browser, form, query), {
      status: 400,
      code: 'return_to_not_allowed',
    });
    expect(document.title).toBe('You were not signed out');
    expect(await statusOf(browser)).toBe(200);
    expect(logoutCookie(browser)).toBeUndefined();
  });

  test('the page leads to the account, where signing out works', async () => {
    const browser = await enter();
    const headers = { origin: stack.baseUrl };
    const response = await browser.request(`${stack.baseUrl}/logout`, { return_to: '//evil.example' }, headers);
    const text = await response.text();
    expect(text).toContain('href="/account"');
    expect(text).not.toContain('evil.example');
    expect(response.headers.get('location')).toBeNull();
  });
});
