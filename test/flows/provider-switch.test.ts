import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { enter, holderOf, switchProvider } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, reachLinkCallback, signIn, startLink } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }] });
});
afterEach(() => switchProvider(deployment, 'op', true));
afterAll(() => deployment.close());

const off = { status: 403, code: 'provider_disabled' };
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
const signInPage = async () => (await new Browser().request(`${deployment.baseUrl}/login`)).text();

test('switched off: no button, no start, and the words for it; switched on again: all as before', async () => {
  expect(await signInPage()).toContain('data-provider="op"');
  await switchProvider(deployment, 'op', false);
  const page = await signInPage();
  expect(page).not.toContain('data-provider="op"');
  expect(page).toContain('data-provider="other"');
  const discovered = deployment.provider('op').calls('authorize');
  const start = `${deployment.baseUrl}/login/op`;
  await expectProblem(await new Browser().request(start, undefined, asJson), off);
  const refusal = await new Browser().request(start);
  expect([refusal.status, await refusal.text()]).toEqual([403, expect.stringContaining('is switched off')]);
  expect(refusal.headers.getSetCookie()).toEqual([]);
  expect(deployment.provider('op').calls('authorize')).toBe(discovered);

  await switchProvider(deployment, 'op', true);
  expect(await signInPage()).toContain('data-provider="op"');
  await enter(deployment, 'op', 'ann');
});

test('a login on its way is refused at the callback, before the code is exchanged', async () => {
  const browser = new Browser();
  const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'late' });
  await switchProvider(deployment, 'op', false);
  const exchanges = deployment.provider('op').calls('token');
  await expectProblem(await browser.request(callback, undefined, asJson), off);
  expect(deployment.provider('op').calls('token')).toBe(exchanges);
  expect([browser.cookies, await holderOf(deployment, 'op', 'late')]).toEqual([[], undefined]);
});

test('a person who declines at a provider is offered only enabled providers', async () => {
  const browser = new Browser();
  deployment.provider('other').misbehave({
    authorization(response) {
      response.delete('code');
      response.set('error', 'access_denied');
    },
  });
  const declined = await reachCallback(deployment.baseUrl, browser, 'other', { return_to: '/account' });
  deployment.provider('other').misbehave({});
  await switchProvider(deployment, 'op', false);
  const page = await browser.request(declined);
  const html = await page.text();
  expect([page.status, html]).toEqual([403, expect.stringContaining('Sign-in was declined')]);
  expect(html).toContain('href="/login/other?return_to=%2Faccount"');
  expect(html).not.toContain('data-provider="op"');
  expect(page.headers.get('content-security-policy')).not.toContain(deployment.provider('op').issuer);
});

test('neither does linking start, nor one on its way finish', async () => {
  const { browser } = await enter(deployment, 'other', 'lea');
  const callback = await reachLinkCallback(deployment.baseUrl, browser, 'op', { login_hint: 'lea' });
  await switchProvider(deployment, 'op', false);
  await expectProblem(await startLink(deployment.baseUrl, browser, 'op'), off);
  await expectProblem(await browser.request(callback, undefined, asJson), off);
  expect(await holderOf(deployment, 'op', 'lea')).toBeUndefined();
  expect(await status(browser)).toBe(200);
});

test('sessions from it go on, and its back-channel logout still ends them', async () => {
  const { browser } = await enter(deployment, 'op', 'ben');
  await switchProvider(deployment, 'op', false);
  expect(await status(browser)).toBe(200);
  for (const path of ['/logout/backchannel/op', '/callback/op']) {
    const body = new URLSearchParams({ logout_token: await deployment.provider('op').logoutToken({ sub: 'ben' }) });
    expect((await fetch(deployment.baseUrl + path, { method: 'POST', body })).status).toBe(200);
  }
  expect(await status(browser)).toBe(401);
});

test('the other provider is as it was, and the account page tells which can be used', async () => {
  await switchProvider(deployment, 'op', false);
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, 'other', { login_hint: 'cat' })).status).toBe(303);
  const account = await browser.request(`${deployment.baseUrl}/account`, undefined, asJson);
  expect(Object(await account.json()).providers).toEqual([
    expect.objectContaining({ name: 'op', enabled: false, linked: false }),
    expect.objectContaining({ name: 'other', enabled: true, linked: true }),
  ]);
});
