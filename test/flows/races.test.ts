import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: ['concurrent', 'tabs', 'twice', 'emails', 'logout'].map((name) => ({ name })),
  });
});
afterAll(() => deployment.close());

/** What was logged of an event since the output was of that length. */
function logged(event: string, since: number): number {
  return deployment.stack.output().slice(since).split(`"event":"${event}"`).length - 1;
}

test('fifty first logins of one subject at once: one user, one created event, fifty sessions', async () => {
  const { baseUrl, table } = deployment;
  deployment
    .provider('concurrent')
    .setPerson('zoe', { name: 'Zoe', nickname: 'zoe', email: 'zoe@example.com', email_verified: true });
  const since = deployment.stack.output().length;
  const browsers = Array.from({ length: 50 }, () => new Browser());
  const callbacks = await Promise.all(
    browsers.map((browser) => reachCallback(baseUrl, browser, 'concurrent', { login_hint: 'zoe' })),
  );
  const responses = await Promise.all(
    browsers.map((browser, index) => browser.request(callbacks[index] ?? '', undefined, asJson)),
  );
  expect(responses.map(({ status }) => status)).toEqual(browsers.map(() => 303));

  const sessions = await Promise.all(browsers.map((browser) => getSession(baseUrl, browser)));
  expect(sessions.map(({ status }) => status)).toEqual(browsers.map(() => 200));
  expect(new Set(sessions.map(({ document }) => document.user.id)).size).toBe(1);
  expect(new Set(sessions.map(({ document }) => document.session.id)).size).toBe(50);
  expect(logged('user.created', since)).toBe(1);
  expect(logged('user.signed_in', since)).toBe(50);
  const rows = await table.rows(`USER#${sessions[0]?.document.user.id}`);
  expect(rows.filter(({ sk }) => sk.startsWith('SESSION#'))).toHaveLength(50);
  expect(rows.find(({ sk }) => sk === 'PROFILE')).toMatchObject({ username: 'zoe', sign_in_count: 50 });
  expect(await table.rows('IDENTITY#concurrent#')).toHaveLength(1);
  expect(await table.rows('USERNAME#zoe')).toHaveLength(1);
});

test('five tabs at once in one browser all sign in', async () => {
  const { baseUrl } = deployment;
  const browser = new Browser();
  const tabs = ['/1', '/2', '/3', '/4', '/5'];
  const callbacks = await Promise.all(tabs.map((return_to) => reachCallback(baseUrl, browser, 'tabs', { return_to })));
  const responses = await Promise.all(callbacks.map((callback) => browser.request(callback)));
  expect(responses.map(({ status, headers }) => [status, headers.get('location')])).toEqual(
    tabs.map((path) => [303, path]),
  );
  expect((await getSession(baseUrl, browser)).status).toBe(200);
});

test('one callback sent twice in parallel: exactly one token exchange', async () => {
  const { baseUrl } = deployment;
  const provider = deployment.provider('twice');
  for (let round = 0; round < 5; round += 1) {
    const browser = new Browser();
    const callback = await reachCallback(baseUrl, browser, 'twice');
    const exchanges = provider.calls('token');
    const responses = await Promise.all([1, 2].map(() => browser.clone().request(callback, undefined, asJson)));
    expect(responses.map(({ status }) => status).sort()).toEqual([303, 400]);
    expect(provider.calls('token')).toBe(exchanges + 1);
  }
});

describe('one e-mail address from two subjects at once', () => {
  async function signInBoth(email: string, email_verified: boolean) {
    const subs = [`${email} 1`, `${email} 2`];
    for (const sub of subs) deployment.provider('emails').setPerson(sub, { name: sub, email, email_verified });
    const browsers = subs.map(() => new Browser());
    const responses = await Promise.all(
      browsers.map((browser, index) =>
        signIn(deployment.baseUrl, browser, 'emails', { login_hint: subs[index] ?? '' }),
      ),
    );
    const identities = await deployment.table.rows(`IDENTITY#emails#${email}`);
    return { browsers, responses, identities };
  }

  test('verified: one account, the other is told that the email address is in use', async () => {
    const { responses, identities } = await signInBoth('taken@example.com', true);
    const [refused, ...others] = responses.filter(({ status }) => status !== 303);
    expect(others).toEqual([]);
    if (refused === undefined) throw new Error('both were signed in');
    await expectProblem(refused, { status: 409, code: 'email_taken' });
    expect(identities).toHaveLength(1);
    expect(await deployment.table.rows('EMAIL#taken@example.com')).toHaveLength(1);
  });

  test('unverified: two users', async () => {
    const { browsers, responses, identities } = await signInBoth('shared@example.com', false);
    expect(responses.map(({ status }) => status)).toEqual([303, 303]);
    expect(identities).toHaveLength(2);
    const users = await Promise.all(
      browsers.map(async (browser) => (await getSession(deployment.baseUrl, browser)).document.user),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(2);
    expect(new Set(users.map(({ username }) => username)).size).toBe(2);
    expect(await deployment.table.rows('EMAIL#shared@example.com')).toEqual([]);
  });
});

/** Has the provider sign somebody out by the back channel. */
async function logOut(claims: { readonly sid?: string; readonly sub?: string }): Promise<void> {
  const body = new URLSearchParams({ logout_token: await deployment.provider('logout').logoutToken(claims) });
  const response = await fetch(`${deployment.baseUrl}/logout/backchannel/logout`, { method: 'POST', body });
  expect(response.status).toBe(200);
}

describe('a back-channel logout that overtakes the callback', () => {
  test.each([
    ['sid', false],
    ['sub', false],
    ['sid', true],
    ['sub', true],
  ] as const)('by %s, of a person known before: %s', async (target, known) => {
    const { baseUrl } = deployment;
    const provider = deployment.provider('logout');
    const sub = `${target}-${known}`;
    const sid = `sid-of-${sub}`;
    const claims = (regular: object) => ({ ...regular, sid });
    provider.misbehave({ claims });
    if (known) expect((await signIn(baseUrl, new Browser(), 'logout', { login_hint: sub })).status).toBe(303);

    // The ID token has been given out by the time that UserInfo is asked.
    const userinfo = async (_: unknown, proceed: () => Promise<void>) => {
      await logOut(target === 'sid' ? { sid } : { sub });
      await proceed();
    };
    provider.misbehave({ claims, replies: { userinfo } });
    const browser = new Browser();
    await expectProblem(await signIn(baseUrl, browser, 'logout', { login_hint: sub }), {
      status: 400,
      code: 'login_not_found',
    });
    expect((await getSession(baseUrl, browser)).status).toBe(401);

    provider.misbehave({ claims });
    expect((await signIn(baseUrl, browser, 'logout', { login_hint: sub })).status).toBe(303);
    expect((await getSession(baseUrl, browser)).status).toBe(200);
  });
});

/** Waits until the clock shows a later second, which is what a token's times are told in. */
const nextSecond = () => sleep(1_000 - (Date.now() % 1_000) + 1);

describe('a back-channel logout between authorization and callback', () => {
  test.each([
    ['sid', false, false],
    ['sub', false, true],
    ['sid', true, true],
    ['sub', true, false],
  ] as const)('by %s, of a person known before: %s, auth_time in the ID token: %s', async (target, known, dated) => {
    const { baseUrl } = deployment;
    const provider = deployment.provider('logout');
    const sub = `between-${target}-${known}`;
    const sid = `sid-of-${sub}`;
    const authenticated = (at: number) => {
      const auth_time = Math.floor(at / 1000);
      provider.misbehave({ claims: (regular) => ({ ...regular, sid, ...(dated && { auth_time }) }) });
    };
    authenticated(Date.now());
    if (known) expect((await signIn(baseUrl, new Browser(), 'logout', { login_hint: sub })).status).toBe(303);

    const browser = new Browser();
    const callback = await reachCallback(baseUrl, browser, 'logout', { login_hint: sub });
    authenticated(Date.now());
    await logOut(target === 'sid' ? { sid } : { sub });
    // The ID token is made when the code is exchanged: in a later second than the logout's.
    await nextSecond();
    const before = await deployment.table.accounts();
    const response = await browser.request(callback, undefined, asJson);
    await expectProblem(response, { status: 400, code: 'login_not_found' });
    expect((await getSession(baseUrl, browser)).status).toBe(401);
    expect(await deployment.table.accounts()).toEqual(before);

    authenticated(Date.now());
    expect((await signIn(baseUrl, browser, 'logout', { login_hint: sub })).status).toBe(303);
    expect((await getSession(baseUrl, browser)).status).toBe(200);
  });

  test('does not mean a login in which the person authenticated after it', async () => {
    const { baseUrl } = deployment;
    const browser = new Browser();
    const callback = await reachCallback(baseUrl, browser, 'logout', { login_hint: 'again' });
    await logOut({ sub: 'again' });
    await nextSecond();
    const auth_time = Math.floor(Date.now() / 1000);
    deployment.provider('logout').misbehave({ claims: (regular) => ({ ...regular, auth_time }) });
    expect((await browser.request(callback)).status).toBe(303);
    expect((await getSession(baseUrl, browser)).status).toBe(200);
  });
});
