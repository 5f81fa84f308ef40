import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf, trailOf, userRow } from '../support/accounts.ts';
import type { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import {
  asJson,
  attemptCookies,
  getSession,
  linkProvider,
  locationOf,
  reachCallback,
  reachLinkCallback,
  signIn,
  startLink,
  unlinkProvider,
} from '../support/login.ts';
import { letTimePass } from '../support/passing-time.ts';
import { expectProblem } from '../support/refusal.ts';
import { resealAttempt } from '../support/resealed-attempt.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const required = { status: 403, code: 'reauthentication_required' };
const notAllowed = { status: 403, code: 'linking_not_allowed' };

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'home', config: { label: 'Home <b>' } },
      { name: 'other' },
      { name: 'private', config: { linkable: false } },
    ],
    config: { session: { freshMinutes: 5 } },
  });
});
afterAll(() => deployment.close());

const identitiesOf = async (userId: string) =>
  Object.keys(Object(await userRow(deployment, userId))['identities']).sort();
const account = (browser: Browser, headers = {}) =>
  browser.request(`${deployment.baseUrl}/account`, undefined, headers);

describe('a session that is no longer fresh', () => {
  test.each([
    ['link', (browser: Browser) => startLink(deployment.baseUrl, browser, 'other')],
    ['unlink', (browser: Browser) => unlinkProvider(deployment.baseUrl, browser, 'other', asJson)],
  ])('is refused to %s: a program is told which sign-in comes first, and then it may', async (what, change) => {
    const { browser, userId } = await enter(deployment, 'home', `old ${what}`);
    if (what === 'unlink') await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: `old ${what}` });
    await letTimePass(deployment, userId, 5 * minute);
    const before = await identitiesOf(userId);
    const document = await expectProblem(await change(browser), required);
    const url = `${deployment.baseUrl}/login/home?return_to=%2Faccount`;
    expect(document.sign_in).toEqual([{ provider: 'home', url }]);
    expect(document).not.toHaveProperty('not_before');
    expect([await identitiesOf(userId), attemptCookies(browser)]).toEqual([before, []]);

    const start = await browser.request(`${url}&login_hint=old%20${what}`);
    const callback = locationOf(await browser.request(locationOf(start)));
    expect((await browser.request(callback)).headers.get('location')).toBe('/account');
    expect([204, 303]).toContain((await change(browser)).status);
  });

  test('shows a page with a link to sign in again, and to the account', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'page');
    await letTimePass(deployment, userId, 5 * minute);
    const url = `${deployment.baseUrl}/account/providers/other`;
    const page = await browser.request(url, {}, { origin: deployment.baseUrl });
    const html = await page.text();
    expect(page.status).toBe(403);
    expect(html).toContain('<h1>Sign in again first</h1>');
    expect(html).toContain(
      '<a class="button primary" href="/login/home?return_to=%2Faccount">Sign in again with Home &lt;b&gt;</a>',
    );
    expect(html).toContain('<a class="button" href="/account">Go to your account</a>');
  });

  test('demands an authentication at the provider, if the provider has told when the last one was', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'sso');
    // The person signs in again, but the provider asks nothing, as the person authenticated there an hour ago.
    expect((await signIn(deployment.baseUrl, browser, 'home', { login_hint: 'sso', max_age: '3600' })).status).toBe(
      303,
    );
    const [session] = (await deployment.table.rows(`USER#${userId}`)).filter(({ sk }) => sk.startsWith('SESSION#'));
    if (session === undefined) throw new Error('there is no session');
    await deployment.table.set(session, 'authenticated_at', Number(session['authenticated_at']) - 3600);
    const document = await expectProblem(await startLink(deployment.baseUrl, browser, 'other'), required);
    const url = `${deployment.baseUrl}/login/home?return_to=%2Faccount&max_age=150`;
    expect(document.sign_in).toEqual([{ provider: 'home', url }]);
  });
});

describe('an identity that was linked less than a day ago', () => {
  const youngPerson = async (sub: string) => {
    const { browser, userId } = await enter(deployment, 'home', sub);
    expect((await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: sub })).status).toBe(303);
    return { userId, browser, young: (await enter(deployment, 'other', sub)).browser };
  };

  test('may unlink nothing; the person is told to sign in with the other one, until the day is over', async () => {
    const { userId, young } = await youngPerson('young');
    const document = await expectProblem(await unlinkProvider(deployment.baseUrl, young, 'home', asJson), required);
    expect(document.sign_in.map(({ provider }: { provider: string }) => provider)).toEqual(['home']);
    await letTimePass(deployment, userId, day);
    const { browser } = await enter(deployment, 'other', 'young');
    expect((await unlinkProvider(deployment.baseUrl, browser, 'home', asJson)).status).toBe(204);
  });

  test('is said to have to wait, if the account has no other', async () => {
    const { userId, browser } = await youngPerson('alone');
    expect((await unlinkProvider(deployment.baseUrl, browser, 'home', asJson)).status).toBe(204);
    const left = (await enter(deployment, 'other', 'alone')).browser;
    const document = await expectProblem(await startLink(deployment.baseUrl, left, 'home'), required);
    const wait = Date.parse(document.not_before) - Date.now();
    expect([wait > day - 5 * minute, wait <= day + minute]).toEqual([true, true]);
    expect(document).not.toHaveProperty('sign_in');
    const form = { origin: deployment.baseUrl };
    const page = await left.request(`${deployment.baseUrl}/account/providers/home`, {}, form);
    expect(await page.text()).toMatch(/Sign in again after \d+ \w+ \d{4}, \d\d:\d\d UTC/);
    expect(await identitiesOf(userId)).toEqual(['other']);
  });

  test('links nothing, even if it was replaced after the link had begun', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'replaced');
    const callback = await reachLinkCallback(deployment.baseUrl, browser, 'other', { login_hint: 'replaced' });
    const user = await userRow(deployment, userId);
    const { home } = Object(user['identities']);
    await deployment.table.set(user, 'identities', { home: { ...home, linked_at: home.linked_at - 1 } });
    await expectProblem(await browser.request(callback, undefined, asJson), required);
    expect(await holderOf(deployment, 'other', 'replaced')).toBeUndefined();
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({
      event: 'identity.link_refused',
      code: 'reauthentication_required',
    });
  });
});

describe('after a change of the sign-in methods', () => {
  test('all other sessions end, the audit log says so, and the account page tells the person for a week', async () => {
    const { baseUrl } = deployment;
    const elsewhere = (await enter(deployment, 'home', 'told')).browser;
    const { browser, userId } = await enter(deployment, 'home', 'told');
    expect(await (await account(browser)).text()).not.toContain('were changed');
    await linkProvider(baseUrl, browser, 'other', { login_hint: 'told' });
    const sessions = await Promise.all([elsewhere, browser].map((one) => getSession(baseUrl, one)));
    expect(sessions.map(({ status }) => status)).toEqual([401, 200]);
    expect((await trailOf(deployment, userId)).slice(-2)).toMatchObject([
      { event: 'identity.linked', provider: 'other' },
      { event: 'sessions.ended', actor: 'user', provider: 'other', reason: 'an identity was linked' },
    ]);
    const told = async () => Object(await (await account(browser, asJson)).json()).sign_in_methods_change;
    const from = { at: expect.any(String), ip: '127.0.0.1', device: 'Firefox on Linux' };
    expect(await told()).toEqual({ change: 'linked', provider: 'other', ...from });
    const html = await (await account(browser)).text();
    expect(html).toContain('Your ways to sign in were changed');
    expect(html).toMatch(
      /<bdi>Other<\/bdi> was linked on <time[^>]*>[^<]*<\/time>, with <bdi>Firefox on Linux<\/bdi>, from <bdi>127\.0\.0\.1<\/bdi>\./,
    );

    await unlinkProvider(baseUrl, browser, 'other', { 'user-agent': 'curl/8' });
    expect(await told()).toEqual({ change: 'unlinked', provider: 'other', at: from.at, ip: from.ip });
    await letTimePass(deployment, userId, 7 * day);
    const later = (await enter(deployment, 'home', 'told')).browser;
    expect(await (await account(later)).text()).not.toContain('were changed');
  });
});

describe('a provider with linkable: false', () => {
  test('is not offered, cannot be linked, and still signs in', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'leaver');
    expect(await (await account(browser)).text()).not.toContain('action="/account/providers/private"');
    const { providers } = Object(await (await account(browser, asJson)).json());
    expect(providers.map(Object).find(({ name }: { name: string }) => name === 'private')).toMatchObject({
      ...{ enabled: true, linked: false, can_link: false },
    });
    await expectProblem(await startLink(deployment.baseUrl, browser, 'private'), notAllowed);
    expect(attemptCookies(browser)).toEqual([]);
    expect(await identitiesOf(userId)).toEqual(['home']);
    expect((await enter(deployment, 'private', 'leaver')).userId).not.toBe(userId);
  });

  test('is refused at the callback too, for an attempt that began when it could be linked', async () => {
    const { browser, userId, sessionId } = await enter(deployment, 'home', 'earlier');
    const callback = await reachCallback(deployment.baseUrl, browser, 'private', { login_hint: 'earlier-there' });
    const link = { userId, sessionId, provider: 'home' };
    await resealAttempt(deployment, browser, ({ replaces: _, ...attempt }) => ({ ...attempt, link }));
    await expectProblem(await browser.request(callback, undefined, asJson), notAllowed);
    expect(await holderOf(deployment, 'private', 'earlier-there')).toBeUndefined();
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });
});
