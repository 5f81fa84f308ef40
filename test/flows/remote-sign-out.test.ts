import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, locationOf, reachCallback, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'bare' }] });
  deployment.provider('bare').misbehave({ discovery: ({ end_session_endpoint: _, ...document }) => document });
});
afterAll(() => deployment.close());

let number = 0;
beforeEach(() => {
  number += 1;
});

/** A signed-in browser of the test's own person, or of another. */
async function signedIn({ sub = `person-${number}`, sid = undefined as string | undefined } = {}): Promise<Browser> {
  deployment.provider('op').misbehave({ claims: (claims) => ({ ...claims, sid }) });
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, 'op', { login_hint: sub })).status).toBe(303);
  return browser;
}

async function logOut(path: string, claims: object): Promise<void> {
  const body = new URLSearchParams({ logout_token: await deployment.provider('op').logoutToken({ ...claims }) });
  const response = await fetch(deployment.baseUrl + path, { method: 'POST', body });
  expect([response.status, await response.text()]).toEqual([200, '']);
}

const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

describe.each(['/logout/backchannel/op', '/callback/op'])('a logout token posted to %s', (path) => {
  test('with a sid: ends the sessions of that sid, however many, and no other', async () => {
    const sid = `sid-${number}`;
    const [one, two, other] = [await signedIn({ sid }), await signedIn({ sid }), await signedIn({ sid: `${sid}x` })];
    await logOut(path, { sid });
    expect(await Promise.all([one, two, other].map(status))).toEqual([401, 401, 200]);
  });

  test('with a sub: ends all of that person’s sessions, and no one else’s', async () => {
    const sub = `person-${number}`;
    const [one, two, other] = [
      await signedIn(),
      await signedIn({ sid: `sid-${number}` }),
      await signedIn({ sub: 'else' }),
    ];
    await logOut(path, { sub });
    expect(await Promise.all([one, two, other].map(status))).toEqual([401, 401, 200]);
    await logOut(path, { sub: sub.toUpperCase() });
  });

  test('with both: the session of the sid, the person’s others live', async () => {
    const sid = `sid-${number}`;
    const [one, other] = [await signedIn({ sid }), await signedIn({ sid: `${sid}x` })];
    await logOut(path, { sid, sub: `person-${number}` });
    expect(await Promise.all([one, other].map(status))).toEqual([401, 200]);
  });

  test('a later sign-in works, by sid and by sub, and revives nothing', async () => {
    const sid = `sid-${number}`;
    for (const target of [{ sid }, { sub: `person-${number}` }]) {
      const before = await signedIn({ sid });
      await logOut(path, target);
      const after = await signedIn({ sid });
      expect(await Promise.all([before, after].map(status))).toEqual([401, 200]);
    }
  });
});

describe('a provider whose clock is ahead, within the tolerance', () => {
  const now = () => Math.floor(Date.now() / 1000);

  test.each([1, 30, 55])(
    'auth_time %d s ahead: a logout of the subject right after ends the session',
    async (ahead) => {
      deployment.provider('op').misbehave({ claims: (claims) => ({ ...claims, auth_time: now() + ahead }) });
      const browser = new Browser();
      const sub = `person-${number}`;
      expect((await signIn(deployment.baseUrl, browser, 'op', { login_hint: sub })).status).toBe(303);
      await logOut('/logout/backchannel/op', { sub, iat: now() });
      expect(await status(browser)).toBe(401);
    },
  );

  test('iat of the logout token ahead too: a person who authenticates after the logout is signed in', async () => {
    const sub = `person-${number}`;
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: sub });
    await logOut('/logout/backchannel/op', { sub, iat: now() + 50 });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    deployment.provider('op').misbehave({ claims: (claims) => ({ ...claims, auth_time: now() }) });
    expect((await browser.request(callback)).status).toBe(303);
    expect(await status(browser)).toBe(200);
  });
});

test('a session row that is removed ends access at the next request', async () => {
  const browser = await signedIn();
  const { user, session } = (await getSession(deployment.baseUrl, browser)).document;
  const rows = await deployment.table.rows(`USER#${user.id}`);
  const row = rows.find(({ sk }) => sk === `SESSION#${session.id}`);
  if (row !== undefined) await deployment.table.delete(row);
  expect(await status(browser)).toBe(401);
});

test('a provider without a sign-out of its own: signed out here, and told so', async () => {
  const browser = new Browser();
  await signIn(deployment.baseUrl, browser, 'bare');
  const response = await browser.request(`${deployment.baseUrl}/logout`, {});
  expect(locationOf(response).href).toBe(`${deployment.baseUrl}/login?signed_out=true`);
});

test('a provider that cannot be asked any more keeps nobody signed in', async () => {
  const browser = await signedIn();
  const kept = browser.clone();
  const response = await browser.request(`${deployment.baseUrl}/logout`, {});
  expect(locationOf(response).pathname).toBe('/end-session');
  expect(await status(kept)).toBe(401);
});

describe('a callback that comes again', () => {
  test('in the browser that it signed in: on to where the login led, without a second exchange', async () => {
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op', { return_to: '/reports' });
    const before = browser.clone();
    await browser.request(callback);
    const exchanges = deployment.provider('op').calls('token');
    for (const cookies of [browser, withBoth(before, browser)]) {
      const again = await cookies.request(callback);
      expect([again.status, again.headers.get('location')]).toEqual([303, '/reports']);
    }
    expect(deployment.provider('op').calls('token')).toBe(exchanges);
    expect(await status(browser)).toBe(200);
  });

  test('in any other: login_not_found', async () => {
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op');
    const kept = browser.clone();
    await browser.request(callback);
    for (const other of [kept, new Browser()]) {
      await expectProblem(await other.request(callback, undefined, asJson), { status: 400, code: 'login_not_found' });
    }
  });

  test('somebody else’s, in a browser that is signed in by another login: not where the stranger would have it lead', async () => {
    const [stranger, browser] = [new Browser(), await signedIn()];
    const callback = await reachCallback(deployment.baseUrl, stranger, 'op', { return_to: '/strange' });
    await stranger.request(callback);
    const response = await browser.request(callback);
    expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
    expect(await status(browser)).toBe(200);
  });

  /** The attempt's cookie of before beside the session's of after. */
  function withBoth(before: Browser, after: Browser): Browser {
    const both = before.clone();
    for (const { host, name, value } of after.cookies) both.setCookie(host, name, value);
    return both;
  }
});
