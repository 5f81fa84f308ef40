import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf, operate, trailOf, userRow } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import {
  asJson,
  attemptCookies,
  getSession,
  linkProvider,
  reachLinkCallback,
  readFirstForm,
  sessionCookie,
  signIn,
  startLink,
  startLogin,
} from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [
      { name: 'home' },
      { name: 'other' },
      { name: 'closed' },
      { name: 'form', config: { responseMode: 'form_post' } },
      { name: 'staff', config: { allowedEmailDomains: ['example.com'] } },
    ],
    config: { allowSingleSignOn: ['home', 'other'], appOrigins: ['https://app.example.com'] },
  });
});
afterAll(() => deployment.close());

const identitiesOf = async (userId: string) => Object(await userRow(deployment, userId))['identities'];

describe('a signed-in user who links a second provider', () => {
  test('comes back signed in as before, and gets in through either from then on', async () => {
    const { baseUrl } = deployment;
    const { browser, userId, sessionId } = await enter(deployment, 'home', 'ann');
    const cookie = sessionCookie(browser);
    const asked = await startLink(baseUrl, browser, 'other', { login_hint: 'ann-there' });
    expect(asked.status).toBe(303);
    expect(asked.headers.get('location')).toMatch(new RegExp(`^${deployment.provider('other').issuer}/authorize\\?`));

    const linked = await linkProvider(baseUrl, browser, 'other', { login_hint: 'ann-there' });
    expect([linked.status, linked.headers.get('location')]).toEqual([303, '/account?notice=linked']);
    expect([sessionCookie(browser), attemptCookies(browser)]).toEqual([cookie, [expect.any(String)]]);
    const { document } = await getSession(baseUrl, browser);
    expect(document.session.id).toBe(sessionId);
    const uids = Object.fromEntries(
      Object.values(document.user.identities)
        .map(Object)
        .map((i) => [i.provider, i.uid]),
    );
    expect(uids).toEqual({ home: 'ann', other: 'ann-there' });
    expect((await enter(deployment, 'other', 'ann-there')).userId).toBe(userId);
  });

  test('may do so where the provider makes no accounts, and answers by a form', async () => {
    const { baseUrl } = deployment;
    const { browser, userId } = await enter(deployment, 'home', 'fay');
    expect((await linkProvider(baseUrl, browser, 'closed', { login_hint: 'fay' })).status).toBe(303);
    const start = await startLink(baseUrl, browser, 'form', { login_hint: 'fay' });
    const page = await browser.request(start.headers.get('location') ?? '');
    const { action, fields } = readFirstForm(await page.text());
    // A POST from the provider's site comes without the session's cookie, which is Lax.
    const stranger = browser.clone();
    stranger.setCookie('localhost', 'postern-session', '');
    expect((await stranger.request(action, fields)).status).toBe(303);
    expect(Object.keys(await identitiesOf(userId)).sort()).toEqual(['closed', 'form', 'home']);
    for (const provider of ['closed', 'home']) expect((await enter(deployment, provider, 'fay')).userId).toBe(userId);
  });

  test('goes where the app wants', async () => {
    const { browser } = await enter(deployment, 'home', 'gus');
    const form = { login_hint: 'gus', return_to: 'https://app.example.com/done' };
    const linked = await linkProvider(deployment.baseUrl, browser, 'other', form);
    expect(linked.headers.get('location')).toBe('https://app.example.com/done');
  });

  test('and links the same identity again changes nothing', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'hal');
    await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'hal' });
    const [user, trail] = [await userRow(deployment, userId), await trailOf(deployment, userId)];
    expect((await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'hal' })).status).toBe(303);
    expect([await userRow(deployment, userId), await trailOf(deployment, userId)]).toEqual([user, trail]);
  });

  test('is asked for a verified address if the provider admits only certain domains', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'ida');
    const staff = deployment.provider('staff');
    const link = () => linkProvider(deployment.baseUrl, browser, 'staff', { login_hint: 'ida' });
    staff.setPerson('ida', { email: 'ida@example.org', email_verified: true });
    await expectProblem(await link(), { status: 403, code: 'email_domain_not_allowed' });
    staff.setPerson('ida', { email: 'ida@example.com', email_verified: true });
    expect((await link()).status).toBe(303);
    expect(Object.keys(await identitiesOf(userId))).toContain('staff');
  });
});

describe('conflicts', () => {
  test('an identity that belongs to another user: identity_taken, and nothing changes', async () => {
    const owner = await enter(deployment, 'other', 'taken');
    const { browser, userId } = await enter(deployment, 'home', 'jon');
    const before = await deployment.table.accounts();
    const response = await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'taken' });
    await expectProblem(response, { status: 409, code: 'identity_taken' });
    expect(await deployment.table.accounts()).toEqual(before);
    expect((await holderOf(deployment, 'other', 'taken'))?.['id']).toBe(owner.userId);
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({
      event: 'identity.link_refused',
      code: 'identity_taken',
    });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
  });

  test('another identity there already: another_identity_linked, and the first stays', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'kim');
    await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'kim-1' });
    const response = await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'kim-2' });
    await expectProblem(response, { status: 409, code: 'another_identity_linked' });
    expect(await identitiesOf(userId)).toMatchObject({ other: { uid: 'kim-1' } });
    expect(await holderOf(deployment, 'other', 'kim-2')).toBeUndefined();
  });
});

describe('a session that is gone before the provider answers', () => {
  const noSession = { status: 401, code: 'no_session' };

  test.each([
    [
      'signed out',
      (browser: Browser) => browser.clone().request(`${deployment.baseUrl}/logout`, {}, { origin: deployment.baseUrl }),
    ],
    [
      'signed in as somebody else',
      (browser: Browser) => signIn(deployment.baseUrl, browser, 'home', { login_hint: 'else' }),
    ],
    ['blocked', (_: Browser, userId: string) => operate(deployment, userId, 'block')],
  ])('%s: nothing is linked', async (how, end) => {
    const { browser, userId } = await enter(deployment, 'home', `gone: ${how}`);
    const callback = await reachLinkCallback(deployment.baseUrl, browser, 'other', { login_hint: `gone: ${how}` });
    await end(browser, userId);
    await expectProblem(await browser.request(callback, undefined, asJson), noSession);
    expect(await holderOf(deployment, 'other', `gone: ${how}`)).toBeUndefined();
    expect(Object.keys(await identitiesOf(userId))).toEqual(['home']);
  });

  test('nobody signed in to begin with: 401, and a page that leads to the sign-in', async () => {
    await expectProblem(await startLink(deployment.baseUrl, new Browser(), 'other'), noSession);
    const page = await new Browser().request(
      `${deployment.baseUrl}/account/providers/other`,
      {},
      { origin: deployment.baseUrl },
    );
    expect(page.status).toBe(401);
    expect(await page.text()).toContain('href="/login?auto_sign_in=false&amp;return_to=%2Faccount"');
  });
});

describe('what does not start a link', () => {
  const path = (provider: string) => `${deployment.baseUrl}/account/providers/${provider}`;

  test.each(['https://evil.example', 'https://app.example.com', 'null'])('a page of %s', async (origin) => {
    const { browser } = await enter(deployment, 'home', 'lea');
    const response = await browser.request(path('other'), {}, { ...asJson, origin });
    await expectProblem(response, { status: 403, code: 'bad_origin' });
    expect(attemptCookies(browser)).toEqual([]);
  });

  test('a GET, an unknown provider, a strange return_to', async () => {
    const { browser } = await enter(deployment, 'home', 'lea');
    const response = await browser.request(path('other'), undefined, asJson);
    await expectProblem(response, { status: 405, code: 'method_not_allowed' });
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(['DELETE', 'POST']);
    const unknown = await startLink(deployment.baseUrl, browser, 'nobody');
    await expectProblem(unknown, { status: 404, code: 'unknown_provider' });
    const strange = await startLink(deployment.baseUrl, browser, 'other', { return_to: '//evil.example' });
    await expectProblem(strange, { status: 400, code: 'return_to_not_allowed' });
  });

  test('a login that a stranger’s page began: it signs in, and links nothing', async () => {
    const { browser, userId } = await enter(deployment, 'home', 'max');
    const login = await startLogin(deployment.baseUrl, browser, 'other', { login_hint: 'max-there', link: userId });
    const callback = (await browser.request(login)).headers.get('location') ?? '';
    expect((await browser.request(callback)).status).toBe(303);
    expect((await getSession(deployment.baseUrl, browser)).document.user.id).not.toBe(userId);
    expect(Object.keys(await identitiesOf(userId))).toEqual(['home']);
  });
});
