import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import {
  asJson,
  getSession,
  locationOf,
  logoutCookie,
  reachCallback,
  redirectTargetOf,
  sessionCookie,
  signIn,
} from '../support/login.ts';
import { reseal } from '../support/resealed-logout.ts';
import { returnToPayloads } from './return-to-payloads.ts';

const app = 'https://app.example.com';
const bye = `${app}/bye`;
let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }], config: { appOrigins: [app] } });
});
afterAll(() => deployment.close());

/** A browser whose person is at the provider's sign-out, and the address that the provider sends it back to. */
async function atProvider() {
  const browser = new Browser();
  await signIn(deployment.baseUrl, browser, 'op');
  const away = await browser.request(
    `${deployment.baseUrl}/logout`,
    { return_to: bye },
    { origin: deployment.baseUrl },
  );
  return { browser, back: locationOf(await browser.request(locationOf(away))) };
}

const hostname = () => new URL(deployment.baseUrl).hostname;
const keep = (browser: Browser, value = '') => browser.setCookie(hostname(), 'postern-logout', value);

/** Asserts that it leads nowhere, says nothing of a provider, and takes no cookie away. */
async function expectNeutral(browser: Browser, url: URL): Promise<void> {
  const before = browser.cookies;
  const response = await browser.request(url);
  expect([response.status, response.headers.get('location'), response.headers.getSetCookie()]).toEqual([200, null, []]);
  const text = await response.text();
  expect(text).toContain('You are signed out');
  expect(text).not.toMatch(/sent you back|app\.example\.com|evil/);
  expect(browser.cookies).toEqual(before);
}

const withState = (url: URL, state: string) => new URL(`/login?signed_out=true&state=${state}`, url);

describe('a cookie that is not of this sign-out', () => {
  test('another browser’s, with its own state or ours', async () => {
    const [mine, theirs] = [await atProvider(), await atProvider()];
    await expectNeutral(new Browser(), mine.back);
    keep(mine.browser, logoutCookie(theirs.browser));
    await expectNeutral(mine.browser, mine.back);
  });

  test('one that is put beside ours', async () => {
    const [mine, theirs] = [await atProvider(), await atProvider()];
    const value = logoutCookie(mine.browser);
    const cookie = `postern-logout=${logoutCookie(theirs.browser)}; postern-logout=${value}`;
    const response = await fetch(mine.back, { redirect: 'manual', headers: { cookie } });
    expect([response.status, response.headers.getSetCookie()]).toEqual([200, []]);
  });

  test('a login attempt’s, whole or the sealed part, by its own state', async () => {
    const browser = new Browser();
    const state = (await reachCallback(deployment.baseUrl, browser, 'op', { return_to: bye })).searchParams.get(
      'state',
    );
    const value = browser.cookies.find(({ name }) => name.startsWith('postern-login-'))?.value ?? '';
    for (const taken of [value, value.slice(value.indexOf('_') + 1)]) {
      keep(browser, taken);
      await expectNeutral(browser, withState(new URL(deployment.baseUrl), state ?? ''));
    }
  });

  test('ours, put in a login attempt’s place', async () => {
    const { browser: leaving, back } = await atProvider();
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op');
    const name = browser.cookies.find((cookie) => cookie.name.startsWith('postern-login-'))?.name ?? '';
    browser.setCookie(hostname(), name, `${Date.now().toString(36)}_${logoutCookie(leaving)}`);
    const response = await browser.request(callback, undefined, asJson);
    expect(Object(await response.json()).code).toBe('login_not_found');
    expect(await redirectTargetOf(await leaving.request(back))).toBe(bye);
  });

  test('tampered with, cut, or made up', async () => {
    const { browser, back } = await atProvider();
    const value = logoutCookie(browser) ?? '';
    const flip = (at: number) => value.slice(0, at) + (value[at] === 'A' ? 'B' : 'A') + value.slice(at + 1);
    const ends = [flip(0), flip(8), flip(40), flip(value.length - 2), value.slice(0, -4), `${value}AAAA`];
    for (const taken of [
      ...ends,
      '',
      'AAAA',
      'A'.repeat(3000),
      '__proto__',
      '%00',
      JSON.stringify({ returnTo: bye }),
    ]) {
      keep(browser, taken);
      await expectNeutral(browser, back);
    }
    keep(browser, value);
    expect(await redirectTargetOf(await browser.request(back))).toBe(bye);
  });
});

describe('a state that is not of this sign-out', () => {
  test('a stranger’s link disturbs no sign-out that is under way', async () => {
    const { browser, back } = await atProvider();
    const state = back.searchParams.get('state') ?? '';
    const other = Buffer.alloc(32, 7).toString('base64url');
    const states = ['', other, state.toLowerCase(), state.slice(1), `${state}=`, state.repeat(100), `${state}%00`];
    for (const one of [...states, `${state}&state=${state}`, `${other}&state=${state}`, `${state}&state=${other}`]) {
      await expectNeutral(browser, withState(back, one));
    }
    await expectNeutral(browser, new URL('/login?signed_out=true', back));
    expect(await redirectTargetOf(await browser.request(back))).toBe(bye);
  });

  test('a return leads on once', async () => {
    const { browser, back } = await atProvider();
    expect(await redirectTargetOf(await browser.request(back))).toBe(bye);
    await expectNeutral(browser, back);
  });

  test('whoever is signed in stays so, and is told nothing of a sign-out', async () => {
    const { back } = await atProvider();
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const session = sessionCookie(browser);
    for (const url of [back, new URL('/login?signed_out=true', back)]) {
      const response = await browser.request(url);
      expect([response.status, response.headers.getSetCookie()]).toEqual([200, []]);
      expect(await response.text()).not.toContain('signed out');
    }
    expect(sessionCookie(browser)).toBe(session);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });
});

describe('a return that is too late', () => {
  test.each([
    [599_000, 'leads on'],
    [601_000, 'leads nowhere'],
  ])('%d ms after it began it %s', async (age, what) => {
    const { browser, back } = await atProvider();
    await reseal(deployment, browser, back, (logout) => ({ ...logout, startedAt: Date.now() - age }));
    if (what === 'leads nowhere') await expectNeutral(browser, back);
    else expect(await redirectTargetOf(await browser.request(back))).toBe(bye);
  });
});

describe('return_to that is not allowed', () => {
  test('not one of the payloads is let in, and nobody is signed out by them', async () => {
    const browser = new Browser();
    await signIn(deployment.baseUrl, browser, 'op');
    const cookie = `postern-session=${sessionCookie(browser)}`;
    const init = {
      method: 'POST',
      redirect: 'manual',
      headers: { ...asJson, cookie, origin: deployment.baseUrl },
    } as const;
    const letIn: string[] = [];
    const payloads = returnToPayloads(deployment.baseUrl);
    expect(payloads.length).toBeGreaterThan(200);
    for (const payload of payloads) {
      const parameters = new URLSearchParams({ return_to: payload.toWellFormed() });
      const byForm = await fetch(`${deployment.baseUrl}/logout`, { ...init, body: parameters });
      const byQuery = await fetch(`${deployment.baseUrl}/logout?${parameters}`, init);
      for (const response of [byForm, byQuery]) {
        const { code } = Object(await response.json().catch(() => ({})));
        const went = response.headers.has('location') || response.headers.has('set-cookie');
        if (response.status !== 400 || code !== 'return_to_not_allowed' || went) letIn.push(JSON.stringify(payload));
      }
    }
    expect(letIn).toEqual([]);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });

  test('sealed with the right keys, as before the configuration changed, it is not emitted either', async () => {
    const { browser, back } = await atProvider();
    const letOut: string[] = [];
    const kept = browser.clone();
    const payloads = returnToPayloads(deployment.baseUrl).filter((payload) => payload.length < 2000);
    for (const returnTo of [...payloads, 'https://app-of-yesterday.example.com/bye']) {
      const tab = kept.clone();
      await reseal(deployment, tab, back, (logout) => ({ ...logout, returnTo: returnTo.toWellFormed() }));
      const response = await tab.request(back);
      if (response.status !== 200 || response.headers.has('location')) letOut.push(JSON.stringify(returnTo));
      expect(await response.text()).toContain('has sent you back');
      expect(logoutCookie(tab)).toBeUndefined();
    }
    expect(letOut).toEqual([]);
  });
});
