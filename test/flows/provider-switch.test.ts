import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { enter, holderOf, switchProvider } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { asJson, getSession, reachCallback, reachLinkCallback, signIn, startLink } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ providers: [{ name: 'op' }, { name: 'other' }] });
});
afterEach(() => switchProvider(house, 'op', true));
afterAll(() => house.close());

const off = { status: 403, code: 'provider_disabled' };
const status = async (browser: Browser) => (await getSession(house.baseUrl, browser)).status;
const signInPage = async () => (await new Browser().request(`${house.baseUrl}/login`)).text();

test('switched off: no button, no start, and the words for it; switched on again: all as before', async () => {
  expect(await signInPage()).toContain('data-provider="op"');
  await switchProvider(house, 'op', false);
  const page = await signInPage();
  expect(page).not.toContain('data-provider="op"');
  expect(page).toContain('data-provider="other"');
  const discovered = house.provider('op').calls('authorize');
  const start = `${house.baseUrl}/login/op`;
  await expectProblem(await new Browser().request(start, undefined, asJson), off);
  const refusal = await new Browser().request(start);
  expect([refusal.status, await refusal.text()]).toEqual([403, expect.stringContaining('is switched off')]);
  expect(refusal.headers.getSetCookie()).toEqual([]);
  expect(house.provider('op').calls('authorize')).toBe(discovered);

  await switchProvider(house, 'op', true);
  expect(await signInPage()).toContain('data-provider="op"');
  await enter(house, 'op', 'ann');
});

test('a login on its way is refused at the callback, before the code is exchanged', async () => {
  const browser = new Browser();
  const callback = await reachCallback(house.baseUrl, browser, 'op', { login_hint: 'late' });
  await switchProvider(house, 'op', false);
  const exchanges = house.provider('op').calls('token');
  await expectProblem(await browser.request(callback, undefined, asJson), off);
  expect(house.provider('op').calls('token')).toBe(exchanges);
  expect([browser.cookies, await holderOf(house, 'op', 'late')]).toEqual([[], undefined]);
});

test('who declines at a provider is offered those alone that are switched on', async () => {
  const browser = new Browser();
  house.provider('other').misbehave({
    authorization(response) {
      response.delete('code');
      response.set('error', 'access_denied');
    },
  });
  const declined = await reachCallback(house.baseUrl, browser, 'other', { return_to: '/account' });
  house.provider('other').misbehave({});
  await switchProvider(house, 'op', false);
  const page = await browser.request(declined);
  const html = await page.text();
  expect([page.status, html]).toEqual([403, expect.stringContaining('Sign-in was declined')]);
  expect(html).toContain('href="/login/other?return_to=%2Faccount"');
  expect(html).not.toContain('data-provider="op"');
  expect(page.headers.get('content-security-policy')).not.toContain(house.provider('op').issuer);
});

test('neither does linking start, nor one on its way finish', async () => {
  const { browser } = await enter(house, 'other', 'lea');
  const callback = await reachLinkCallback(house.baseUrl, browser, 'op', { login_hint: 'lea' });
  await switchProvider(house, 'op', false);
  await expectProblem(await startLink(house.baseUrl, browser, 'op'), off);
  await expectProblem(await browser.request(callback, undefined, asJson), off);
  expect(await holderOf(house, 'op', 'lea')).toBeUndefined();
  expect(await status(browser)).toBe(200);
});

test('sessions from it go on, and its back-channel logout still ends them', async () => {
  const { browser } = await enter(house, 'op', 'ben');
  await switchProvider(house, 'op', false);
  expect(await status(browser)).toBe(200);
  for (const path of ['/logout/backchannel/op', '/callback/op']) {
    const body = new URLSearchParams({ logout_token: await house.provider('op').logoutToken({ sub: 'ben' }) });
    expect((await fetch(house.baseUrl + path, { method: 'POST', body })).status).toBe(200);
  }
  expect(await status(browser)).toBe(401);
});

test('the other provider is as it was, and the account page tells which can be used', async () => {
  await switchProvider(house, 'op', false);
  const browser = new Browser();
  expect((await signIn(house.baseUrl, browser, 'other', { login_hint: 'cat' })).status).toBe(303);
  const account = await browser.request(`${house.baseUrl}/account`, undefined, asJson);
  expect(Object(await account.json()).providers).toEqual([
    expect.objectContaining({ name: 'op', enabled: false, linked: false }),
    expect.objectContaining({ name: 'other', enabled: true, linked: true }),
  ]);
});
