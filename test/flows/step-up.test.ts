import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Browser } from '../support/browser.ts';
import { type CertifiedProvider, startCertifiedProvider } from '../support/certified-provider.ts';
import { type LocalStack, startLocalStack } from '../support/local-stack.ts';
import { asJson, attemptCookies, getSession, sessionCookie, startLogin } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';
import { openTable, type TestTable } from '../support/table.ts';

const hour = 3600;
const password = { acr: 'urn:example:password', amr: ['pwd'] };
const twoFactors = { acr: 'urn:example:two-factors', amr: ['pwd', 'otp'] };
const now = () => Math.floor(Date.now() / 1000);

let provider: CertifiedProvider;
let stack: LocalStack;
let table: TestTable;
beforeAll(async () => {
  provider = await startCertifiedProvider();
  stack = await startLocalStack({
    config: {
      ...{ allowSingleSignOn: true, blockAutoCreatedUsers: false },
      providers: [provider.config('op'), provider.config('strict', { args: { acr_values: twoFactors.acr } })],
    },
  });
  provider.register(stack.baseUrl, [{ name: 'op' }, { name: 'strict' }]);
  table = openTable(stack.local);
});
beforeEach(() => {
  provider.person = { sub: 'alice', ...password };
});
afterAll(async () => {
  table?.close();
  await stack?.stop();
  await provider?.close();
});

/** Passes the provider; gives the callback's response. */
async function logIn(browser: Browser, query: Record<string, string> = {}, name = 'op'): Promise<Response> {
  const at = await startLogin(stack.baseUrl, browser, name, query);
  const { url } = await browser.follow(at, provider.issuer);
  return browser.request(url, undefined, asJson);
}

/** A browser that is signed in. */
async function enter(query: Record<string, string> = {}, name = 'op') {
  const browser = new Browser();
  expect((await logIn(browser, query, name)).status).toBe(303);
  return { browser, ...(await whoIs(browser)) };
}

/** Who is signed in and how, as an app is told. */
async function whoIs(browser: Browser) {
  const { status, document } = await getSession(stack.baseUrl, browser);
  expect(status).toBe(200);
  const { user, session } = document;
  return { userId: String(user.id), session, authTime: Date.parse(session.auth_time) / 1000 };
}

/** What a token for an API says. */
async function apiToken(browser: Browser) {
  const response = await browser.request(`${stack.baseUrl}/session/token`, {}, { ...asJson, origin: stack.baseUrl });
  return decodeJwt(String(Object(await response.json()).access_token));
}

/** An hour passes for who is signed in, at the provider and here. */
async function anHourPasses(userId: string): Promise<void> {
  provider.passTime(hour);
  for (const row of await table.rows(`USER#${userId}`)) {
    const at = row['authenticated_at'];
    if (typeof at === 'number' && at > 0) await table.set(row, 'authenticated_at', at - hour);
  }
}

describe('what is told of a sign-in', () => {
  test('is when and how the person authenticated, in session and token alike', async () => {
    const { browser, session, authTime } = await enter({ max_age: '300' });
    expect(session).toMatchObject(password);
    expect(session.auth_time).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/);
    expect(Math.abs(now() - authTime)).toBeLessThan(5);
    expect(await apiToken(browser)).toMatchObject({ ...password, auth_time: authTime });
  });

  test('is not when the session began, where the provider does not say when the person authenticated', async () => {
    const { browser, session } = await enter();
    expect(session).toMatchObject(password);
    expect(session).not.toHaveProperty('auth_time');
    expect(await apiToken(browser)).not.toHaveProperty('auth_time');
  });
});

describe('step-up', () => {
  test('by max_age: the person authenticates again, the previous session ends, the token shows it', async () => {
    const { browser, userId, session } = await enter({ max_age: '300' });
    await anHourPasses(userId);
    const stale = await whoIs(browser);
    expect(now() - stale.authTime).toBeGreaterThan(hour - 5);
    expect(await apiToken(browser)).toMatchObject({ auth_time: stale.authTime });

    const before = browser.clone();
    provider.person = { sub: 'alice', ...twoFactors };
    const response = await logIn(browser, { max_age: '300', return_to: '/account' });
    expect(response.headers.get('location')).toBe('/account');
    const fresh = await whoIs(browser);
    expect(fresh).toMatchObject({ userId, session: twoFactors });
    expect(fresh.session.id).not.toBe(session.id);
    expect(Math.abs(now() - fresh.authTime)).toBeLessThan(5);
    expect(await apiToken(browser)).toMatchObject({ ...twoFactors, auth_time: fresh.authTime });
    expect((await getSession(stack.baseUrl, before)).status).toBe(401);
  });

  test('by acr_values: what was met is told, and is for the app to compare', async () => {
    const { browser, userId } = await enter();
    for (const [how, query] of [
      [password, { acr_values: twoFactors.acr, prompt: 'login' }],
      [twoFactors, { acr_values: twoFactors.acr, prompt: 'login' }],
    ] as const) {
      provider.person = { sub: 'alice', ...how };
      expect((await logIn(browser, query)).status).toBe(303);
      expect(provider.asked).toMatchObject(query);
      expect(await whoIs(browser)).toMatchObject({ userId, session: how });
    }
  });

  test('with acr_values in the configuration, which a link does not change', async () => {
    provider.person = { sub: 'strict-alice', ...twoFactors };
    expect((await enter({ acr_values: password.acr }, 'strict')).session).toMatchObject(twoFactors);
    expect(provider.asked['acr_values']).toBe(twoFactors.acr);
  });

  test('is not needed where the person authenticated recently: the provider asks nothing', async () => {
    const { browser, authTime } = await enter({ max_age: '300' });
    provider.person = { sub: 'nobody-is-asked' };
    expect((await logIn(browser, { max_age: '300' })).status).toBe(303);
    expect(await whoIs(browser)).toMatchObject({ authTime });
  });

  test.each([{ max_age: '0' }, { prompt: 'login' }])(
    'by %j asks again, however recent the last time was',
    async (query) => {
      const { browser, userId } = await enter({ max_age: '300' });
      provider.passTime(120);
      const from = now();
      expect((await logIn(browser, query)).status).toBe(303);
      const { userId: same, authTime } = await whoIs(browser);
      expect(same).toBe(userId);
      expect(authTime).toBeGreaterThanOrEqual(from);
    },
  );
});

describe('a step-up that comes to nothing leaves the session as it was', () => {
  test.each([{ max_age: '300' }, { max_age: '0' }, { prompt: 'login' }])(
    'refused: %j, and auth_time did not move',
    async (query) => {
      const { browser, userId, session } = await enter({ max_age: '300' });
      await anHourPasses(userId);
      const stale = await whoIs(browser);
      const cookie = sessionCookie(browser);
      provider.person = { sub: 'alice', ...twoFactors, ts: stale.authTime };
      await expectProblem(await logIn(browser, query), { status: 502, code: 'invalid_id_token' });
      expect(sessionCookie(browser)).toBe(cookie);
      expect(await whoIs(browser)).toEqual(stale);
      expect(stale.session).toMatchObject({ id: session.id, ...password });
      expect(await apiToken(browser)).toMatchObject({ ...password, auth_time: stale.authTime });
    },
  );

  test('abandoned at the provider', async () => {
    const { browser, userId } = await enter({ max_age: '300' });
    await anHourPasses(userId);
    const stale = await whoIs(browser);
    await startLogin(stack.baseUrl, browser, 'op', { max_age: '300' });
    expect(attemptCookies(browser)).toHaveLength(1);
    expect(await whoIs(browser)).toEqual(stale);
  });

  test('where the provider may ask nothing', async () => {
    const { browser, userId } = await enter({ max_age: '300' });
    await anHourPasses(userId);
    const stale = await whoIs(browser);
    await expectProblem(await logIn(browser, { max_age: '300', prompt: 'none' }), {
      status: 502,
      code: 'provider_error',
    });
    expect(await whoIs(browser)).toEqual(stale);
  });
});

test('a step-up that comes back as somebody else signs them in, and says so: the former session has ended', async () => {
  const { browser, userId } = await enter({ max_age: '300' });
  // Nobody is signed in at the provider any more.
  const later = new Browser();
  later.setCookie('localhost', 'postern-session', sessionCookie(browser) ?? '');
  expect((await whoIs(later)).userId).toBe(userId);
  provider.person = { sub: 'bob', ...twoFactors };
  expect((await logIn(later, { prompt: 'login', max_age: '300' })).status).toBe(303);
  const other = await whoIs(later);
  expect(other.userId).not.toBe(userId);
  expect(other.session).toMatchObject(twoFactors);
  expect((await getSession(stack.baseUrl, browser)).status).toBe(401);
});
