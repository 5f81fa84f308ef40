import { expect } from '@jest/globals';
import type { Browser } from '../../../support/browser.ts';
import { expectSignedIn } from '../../../support/conformance/logins.ts';
import { sid } from '../../../support/conformance/logouts.ts';
import type { ConformanceModule, ModuleContext } from '../../../support/conformance/module.ts';
import { getSession, locationOf } from '../../../support/login.ts';
import { claims } from '../../../support/programmable-provider/misbehaviours.ts';

/** The provider's page has the browser load our address in a frame. */
async function loadFrame(browser: Browser, { deployment, provider }: ModuleContext): Promise<void> {
  const query = new URLSearchParams({ iss: provider.issuer, sid });
  const url = `${deployment.baseUrl}/logout/frontchannel/${provider.name}?${query}`;
  const frame = await browser.request(url, undefined, { 'sec-fetch-dest': 'iframe' });
  expect([frame.status, frame.headers.get('cache-control')]).toEqual([200, 'no-store']);
}

export const module: ConformanceModule = {
  provider: 'loads the front-channel logout URI in a frame during the sign-out, and redirects the person back',
  we: 'answer the frame with a page, end the session if it is still open, and confirm the sign-out on the return',
  async run(context) {
    const { baseUrl } = context.deployment;
    const { browser: elsewhere } = await expectSignedIn(context, claims({ sid }));
    const kept = elsewhere.clone();
    await loadFrame(elsewhere, context);
    expect((await getSession(baseUrl, kept)).status).toBe(401);

    const { browser } = await expectSignedIn(context, claims({ sid }));
    const away = locationOf(await browser.request(`${baseUrl}/logout`, {}, { origin: baseUrl }));
    await loadFrame(browser, context);
    const page = await browser.request(locationOf(await browser.request(away)));
    expect(page.status).toBe(200);
    expect(await page.text()).toMatch(/signed out/);
  },
};
