import { expect } from '@jest/globals';
import { Browser } from '../../../support/browser.ts';
import type { ConformanceModule } from '../../../support/conformance/module.ts';
import { attemptCookies, getSession, locationOf } from '../../../support/login.ts';

export const module: ConformanceModule = {
  provider: 'sends the browser to the initiate login URI, with its issuer (`iss`) and a target',
  we: 'begin a login only at that provider, and redirect to the target after the sign-in',
  async run({ deployment, provider }) {
    const browser = new Browser();
    const asked = new URLSearchParams({
      iss: provider.issuer,
      login_hint: 'ann',
      target_link_uri: '/reports?of=today',
    });
    const authorization = locationOf(
      await browser.request(`${deployment.baseUrl}/login?${asked}`, undefined, { 'sec-fetch-site': 'cross-site' }),
    );
    expect(authorization.href.startsWith(`${provider.issuer}/`)).toBe(true);
    const { searchParams } = authorization;
    expect(searchParams.get('redirect_uri')).toBe(`${deployment.baseUrl}/callback/${provider.name}`);
    expect([searchParams.get('login_hint'), searchParams.has('target_link_uri')]).toEqual(['ann', false]);

    const done = await browser.request(locationOf(await browser.request(authorization)));
    expect([done.status, done.headers.get('location')]).toEqual([303, '/reports?of=today']);
    expect(attemptCookies(browser)).toEqual([]);
    const { document } = await getSession(deployment.baseUrl, browser);
    expect(document.user.identities).toMatchObject([{ provider: provider.name, uid: 'ann' }]);
  },
};
