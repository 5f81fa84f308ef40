import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { functionTimeoutMs } from '../support/deployment.ts';
import { expectUnavailable, type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import type { Fault } from '../support/faulty-service.ts';
import { asJson, getSession, locationOf, reachCallback, signIn } from '../support/login.ts';

let deployment: FaultyDeployment;
beforeAll(async () => {
  deployment = await startFaultyDeployment();
});
afterAll(() => deployment.close());

const faults: readonly Fault[] = ['cut', 'fail', 'throttle', 'hang'];

test('Secrets Manager fails: 503 while nothing was read, the same attempt works afterwards, and what was read carries on', async () => {
  const { baseUrl, secrets } = deployment;
  for (const fault of faults) {
    secrets.fault(() => fault);
    const browser = new Browser();
    await expectUnavailable(browser.request(`${baseUrl}/login/op`, undefined, asJson));
    expect(browser.cookies).toEqual([]);
  }

  secrets.heal();
  const browser = new Browser();
  const callback = await reachCallback(baseUrl, browser, 'op');
  for (const fault of faults) {
    secrets.fault(() => fault);
    await expectUnavailable(browser.request(callback, undefined, asJson));
  }

  secrets.heal();
  expect((await browser.request(callback)).status).toBe(303);
  secrets.fault(() => 'hang');
  expect((await signIn(baseUrl, new Browser(), 'op')).status).toBe(303);
  secrets.heal();
});

test.each(faults)('Secrets Manager fails (%s): signing out works on, without what the keys are for', async (fault) => {
  const { baseUrl, secrets } = deployment;
  const browser = new Browser();
  await signIn(baseUrl, browser, 'op');
  const kept = browser.clone();
  secrets.fault(() => fault);
  const before = Date.now();
  const response = await browser.request(`${baseUrl}/logout`, { return_to: '/bye' }, { origin: baseUrl });
  expect(Date.now() - before).toBeLessThan(functionTimeoutMs);
  expect(response.status).toBe(303);
  const away = locationOf(response);
  expect([...away.searchParams.keys()].sort()).toEqual(['client_id', 'post_logout_redirect_uri']);
  expect(browser.cookies).toEqual([]);
  expect((await getSession(baseUrl, kept)).status).toBe(401);
  const back = await browser.request(locationOf(await browser.request(away)));
  expect([back.status, await back.text()]).toEqual([200, expect.stringContaining('You are signed out')]);
  expect(deployment.stack.output()).toContain('"event":"logout_return_unavailable"');
  secrets.heal();
});

test('Secrets Manager fails: who is signed in is known all the same, and only tokens and their keys have to wait', async () => {
  const { baseUrl, secrets } = deployment;
  const browser = new Browser();
  await signIn(baseUrl, browser, 'op');
  const token = () => browser.request(`${baseUrl}/session/token`, {}, { ...asJson, origin: baseUrl });
  const keys = () => browser.request(`${baseUrl}/.well-known/jwks.json`, undefined, asJson);
  for (const fault of faults) {
    secrets.fault(() => fault);
    await expectUnavailable(token());
    await expectUnavailable(keys());
    expect((await getSession(baseUrl, browser)).status).toBe(200);
  }

  secrets.heal();
  expect([(await token()).status, (await keys()).status]).toEqual([200, 200]);
  secrets.fault(() => 'hang');
  expect([(await token()).status, (await keys()).status]).toEqual([200, 200]);
  secrets.heal();
});
