import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { asJson } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }], config: { enabled: false } });
});
afterAll(() => deployment.close());

test('with enabled: false there are no buttons, and the routes of every provider answer 404', async () => {
  const page = await (await new Browser().request(`${deployment.baseUrl}/login`)).text();
  expect(page).not.toContain('data-provider');
  expect(page).toContain('switched off');
  for (const provider of ['op', 'other']) {
    for (const path of [`/login/${provider}`, `/callback/${provider}?state=x`]) {
      const response = await new Browser().request(deployment.baseUrl + path, undefined, asJson);
      await expectProblem(response, { status: 404, code: 'unknown_provider' });
    }
    expect(deployment.provider(provider).calls('discovery')).toBe(0);
  }
});
