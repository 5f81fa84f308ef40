import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type House, startHouse } from '../../support/house.ts';
import { asJson } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({ providers: [{ name: 'op' }, { name: 'other' }], config: { enabled: false } });
});
afterAll(() => house.close());

test('with enabled: false there are no buttons, and the routes of every provider answer 404', async () => {
  const page = await (await new Browser().request(`${house.baseUrl}/login`)).text();
  expect(page).not.toContain('data-provider');
  expect(page).toContain('switched off');
  for (const provider of ['op', 'other']) {
    for (const path of [`/login/${provider}`, `/callback/${provider}?state=x`]) {
      const response = await new Browser().request(house.baseUrl + path, undefined, asJson);
      await expectProblem(response, { status: 404, code: 'unknown_provider' });
    }
    expect(house.provider(provider).calls('discovery')).toBe(0);
  }
});
