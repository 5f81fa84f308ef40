import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { enter, holderOf, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import {
  asJson,
  getSession,
  linkProvider,
  sessionCookie,
  signIn,
  startLink,
  unlinkProvider,
} from '../support/login.ts';
import { letTimePass } from '../support/passing-time.ts';
import { expectProblem } from '../support/refusal.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const reauthenticate = { status: 403, code: 'reauthentication_required' };

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'p1' }, { name: 'p2' }, { name: 'p3' }] });
});
afterAll(() => deployment.close());

/** A program that has the session cookie's value, and nothing else of the owner's browser. */
function thief(owner: Browser): Browser {
  const stolen = new Browser();
  stolen.setCookie('localhost', 'postern-session', sessionCookie(owner) ?? '');
  return stolen;
}

const whoIs = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).document;
const linked = async (userId: string) =>
  Promise.all(['p1', 'p2', 'p3'].map(async (name) => (await holderOf(deployment, name, 'thief'))?.['id'] === userId));

test('a stolen session cookie cannot replace the owner’s sign-in methods, nor pass a step-up as the owner', async () => {
  const { baseUrl } = deployment;
  const owner = await enter(deployment, 'p1', 'owner');
  await letTimePass(deployment, owner.userId, 30 * day);
  const first = (await enter(deployment, 'p1', 'owner')).browser;
  await letTimePass(deployment, owner.userId, hour);

  // With the cookie of a session that is an hour old, nothing is linked or unlinked.
  const stolen = thief(first);
  expect((await whoIs(stolen)).user.id).toBe(owner.userId);
  await expectProblem(await startLink(baseUrl, stolen, 'p2', { login_hint: 'thief' }), reauthenticate);
  expect(await linked(owner.userId)).toEqual([false, false, false]);

  // With the cookie of a session of the last minutes, one provider can be linked, which ends the other sessions.
  const second = (await enter(deployment, 'p1', 'owner')).browser;
  const another = (await enter(deployment, 'p1', 'owner')).browser;
  expect((await linkProvider(baseUrl, thief(second), 'p2', { login_hint: 'thief' })).status).toBe(303);
  expect((await getSession(baseUrl, another)).status).toBe(401);
  await letTimePass(deployment, owner.userId, hour);

  // A new sign-in through what has just been linked changes nothing further, and neither does the old cookie.
  const young = await enter(deployment, 'p2', 'thief');
  expect(young.userId).toBe(owner.userId);
  for (const browser of [young.browser, thief(second)]) {
    await expectProblem(await unlinkProvider(baseUrl, browser, 'p1', asJson), reauthenticate);
    await expectProblem(await startLink(baseUrl, browser, 'p3', { login_hint: 'thief' }), reauthenticate);
  }
  expect(await linked(owner.userId)).toEqual([false, true, false]);

  // The thief's own identity at the owner's provider is another account, so a step-up there shows another user.
  const stepUp = young.browser.clone();
  expect((await signIn(baseUrl, stepUp, 'p1', { login_hint: 'thief', max_age: '60' })).status).toBe(303);
  expect((await whoIs(stepUp)).user.id).not.toBe(owner.userId);

  // The owner passes the step-up, is told, and removes the thief, whose sessions end.
  const back = new Browser();
  expect((await signIn(baseUrl, back, 'p1', { login_hint: 'owner', max_age: '60' })).status).toBe(303);
  expect((await whoIs(back)).user.id).toBe(owner.userId);
  const page = await (await back.request(`${baseUrl}/account`)).text();
  expect(page).toContain('Your ways to sign in were changed');
  expect(page).toMatch(/P2<\/bdi> was linked/);
  const again = await enter(deployment, 'p2', 'thief');
  expect((await unlinkProvider(baseUrl, back, 'p2', asJson)).status).toBe(204);
  for (const browser of [again.browser, thief(second)]) expect((await getSession(baseUrl, browser)).status).toBe(401);
  expect((await getSession(baseUrl, back)).status).toBe(200);
  const events = (await trailOf(deployment, owner.userId)).map(({ event }) => event);
  expect(events.slice(-2)).toEqual(['identity.unlinked', 'sessions.ended']);
});
