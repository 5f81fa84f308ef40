import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { expectUnavailable, type FaultyHouse, startFaultyHouse } from '../support/faulty-house.ts';
import type { Fault } from '../support/faulty-service.ts';
import { asJson, reachCallback, signIn } from '../support/login.ts';

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
