import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, holderOf, switchProvider, trailOf, userRow } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, getSession, linkProvider, sessionCookie, unlinkProvider } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'home' }, { name: 'other' }, { name: 'spare' }] });
});
afterAll(() => deployment.close());

const identitiesOf = async (userId: string) =>
  Object.keys(Object(await userRow(deployment, userId))['identities']).sort();
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

/** Somebody signed in through `home` who has linked `other` too. */
async function linked(sub: string) {
  const person = await enter(deployment, 'home', sub);
  expect((await linkProvider(deployment.baseUrl, person.browser, 'other', { login_hint: sub })).status).toBe(303);
  return person;
}

describe('unlinking', () => {
  test('takes the way in and ends all sessions but the one that asks for it', async () => {
    const { browser, userId, sessionId } = await linked('ann');
    const there = await enter(deployment, 'other', 'ann');
    const home = await enter(deployment, 'home', 'ann');
    expect([there.userId, home.userId]).toEqual([userId, userId]);
    const response = await unlinkProvider(deployment.baseUrl, browser, 'other');
    expect([response.status, response.headers.get('location')]).toEqual([303, '/account?notice=unlinked']);
    expect(await Promise.all([there.browser, home.browser, browser].map(status))).toEqual([401, 401, 200]);
    expect(await identitiesOf(userId)).toEqual(['home']);
    expect(await holderOf(deployment, 'other', 'ann')).toBeUndefined();
    const by = { actor: 'user', provider: 'other' };
    expect((await trailOf(deployment, userId)).slice(-2)).toMatchObject([
      { event: 'identity.unlinked', ...by, session: sessionId },
      { event: 'sessions.ended', ...by, reason: 'an identity was unlinked' },
    ]);
    expect((await enter(deployment, 'other', 'ann')).userId).not.toBe(userId);
  });

  test('by DELETE answers 204', async () => {
    const { browser, userId } = await linked('ben');
    const headers = { cookie: `postern-session=${sessionCookie(browser)}`, origin: deployment.baseUrl, ...asJson };
    const response = await fetch(`${deployment.baseUrl}/account/providers/other`, { method: 'DELETE', headers });
    expect([response.status, await response.text()]).toEqual([204, '']);
    expect(await identitiesOf(userId)).toEqual(['home']);
  });

  test('the provider that one is signed in through signs out', async () => {
    const { browser, userId } = await linked('cat');
    const response = await unlinkProvider(deployment.baseUrl, browser, 'home');
    expect([response.status, response.headers.get('location')]).toEqual([
      303,
      `${deployment.baseUrl}/login?signed_out=true`,
    ]);
    expect(sessionCookie(browser)).toBeUndefined();
    expect(await identitiesOf(userId)).toEqual(['other']);
    expect((await enter(deployment, 'other', 'cat')).userId).toBe(userId);
  });

  test('and linking again brings no session back', async () => {
    const { browser, userId } = await linked('dan');
    const there = await enter(deployment, 'other', 'dan');
    await unlinkProvider(deployment.baseUrl, browser, 'other');
    expect((await linkProvider(deployment.baseUrl, browser, 'other', { login_hint: 'dan' })).status).toBe(303);
    expect(await status(there.browser)).toBe(401);
    expect((await enter(deployment, 'other', 'dan')).userId).toBe(userId);
  });
});

describe('what is refused', () => {
  const lastWayIn = { status: 409, code: 'last_way_in' };

  test('the last way in, also where the other one is switched off', async () => {
    const { browser, userId } = await linked('eva');
    await switchProvider(deployment, 'other', false);
    await expectProblem(await unlinkProvider(deployment.baseUrl, browser, 'home', asJson), lastWayIn);
    await switchProvider(deployment, 'other', true);
    expect((await unlinkProvider(deployment.baseUrl, browser, 'other', asJson)).status).toBe(204);
    await expectProblem(await unlinkProvider(deployment.baseUrl, browser, 'home', asJson), lastWayIn);
    const page = await unlinkProvider(deployment.baseUrl, browser, 'home');
    expect([page.status, await page.text()]).toEqual([409, expect.stringContaining('last way in')]);
    expect(await identitiesOf(userId)).toEqual(['home']);
    expect(await status(browser)).toBe(200);
  });

  test('what is not linked, what another page asks, and what nobody signed in asks', async () => {
    const { browser, userId } = await linked('fay');
    const { baseUrl } = deployment;
    for (const provider of ['spare', 'nobody', '__proto__']) {
      const response = await unlinkProvider(baseUrl, browser, provider, asJson);
      await expectProblem(response, { status: 404, code: 'not_found' });
    }
    const foreign = await unlinkProvider(baseUrl, browser, 'other', { ...asJson, origin: 'https://evil.example' });
    await expectProblem(foreign, { status: 403, code: 'bad_origin' });
    const nobody = await unlinkProvider(baseUrl, new Browser(), 'other', asJson);
    await expectProblem(nobody, { status: 401, code: 'no_session' });
    expect(await identitiesOf(userId)).toEqual(['home', 'other']);
  });
});
