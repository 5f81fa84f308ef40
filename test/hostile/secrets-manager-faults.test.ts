import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { expectUnavailable, type FaultyHouse, startFaultyHouse } from '../support/faulty-house.ts';
import type { Fault } from '../support/faulty-service.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';

let house: FaultyHouse;
beforeAll(async () => {
  house = await startFaultyHouse();
});
afterAll(() => house.close());

const faults: readonly Fault[] = ['cut', 'fail', 'throttle', 'hang'];

test('Secrets Manager fails: 503 while nothing was read, the same attempt works afterwards, and what was read carries on', async () => {
  const { baseUrl, secrets } = house;
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

test('Secrets Manager fails: who is signed in is known all the same, and only tokens and their keys have to wait', async () => {
  const { baseUrl, secrets } = house;
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
