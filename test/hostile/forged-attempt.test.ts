import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LoopbackServer, startLoopbackServer } from '../functions/core/support/loopback-server.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { asJson, attemptCookies, getSession, reachCallback } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';
import { resealAttempt } from '../support/resealed-attempt.ts';

let [deployment, evil]: [Deployment, LoopbackServer] = [Object(), Object()];
beforeAll(async () => {
  [deployment, evil] = await Promise.all([startDeployment({ providers: [{ name: 'op' }] }), startLoopbackServer()]);
});
afterAll(() => Promise.all([deployment.close(), evil.close()]));

const notFound = { status: 400, code: 'login_not_found' };

test.each(['tokenEndpoint', 'jwksUri', 'userinfoEndpoint'] as const)(
  'an attempt that is sealed with the right keys but names another %s is refused, and nothing is sent there',
  async (endpoint) => {
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op');
    await resealAttempt(deployment, browser, (attempt) => ({ ...attempt, [endpoint]: `${evil.origin}/stolen` }));
    const exchanges = deployment.provider('op').calls('token');
    await expectProblem(await browser.request(callback, undefined, asJson), notFound);
    expect([evil.received.length, deployment.provider('op').calls('token')]).toEqual([0, exchanges]);
  },
);

/** Finishes an attempt that began so many milliseconds ago, in a browser that kept its cookie. */
async function finishAttemptOf(age: number) {
  const browser = new Browser();
  const callback = await reachCallback(deployment.baseUrl, browser, 'op');
  await resealAttempt(deployment, browser, (attempt) => ({ ...attempt, startedAt: Date.now() - age }));
  const exchanges = deployment.provider('op').calls('token');
  const response = await browser.request(callback, undefined, asJson);
  return { browser, response, exchanges: deployment.provider('op').calls('token') - exchanges };
}

test('an attempt may take ten minutes, less a second', async () => {
  const { browser, response, exchanges } = await finishAttemptOf(599_000);
  expect([response.status, exchanges]).toEqual([303, 1]);
  expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
});

test('and no second more, whether or not the browser has dropped its cookie: nothing is asked or written', async () => {
  const before = await deployment.table.rows('');
  const { browser, response, exchanges } = await finishAttemptOf(601_000);
  await expectProblem(response, notFound);
  expect([exchanges, attemptCookies(browser)]).toEqual([0, []]);
  expect(await deployment.table.rows('')).toEqual(before);
});
