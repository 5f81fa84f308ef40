import { expect } from '@jest/globals';
import { attemptCookies, getSession, locationOf, sessionCookie } from '../login.ts';
import { expectSignedIn } from './logins.ts';
import type { ConformanceModule } from './module.ts';

/**
 * A module of RP-Initiated Logout 1.0: the person signs out here, is sent to the provider with the ID token as a hint and
 * the registered address to come back to, and comes back as the provider has it.
 * @param back Changes the address that the provider sends the browser back to.
 */
export function roundTrip(provider: string, back: (url: URL) => void): ConformanceModule {
  return {
    provider,
    we: 'send `id_token_hint` and the registered `post_logout_redirect_uri`, and say on the return that the person is signed out',
    async run(stage) {
      const { baseUrl } = stage.house;
      const given: unknown[] = [];
      const { browser } = await expectSignedIn(stage, {
        tokens(tokens) {
          given.push(tokens['id_token']);
          return tokens;
        },
      });
      const kept = browser.clone();
      const away = locationOf(await browser.request(`${baseUrl}/logout`, {}, { origin: baseUrl }));
      expect(away.href.split('?')[0]).toBe(`${stage.provider.issuer}/end-session`);
      expect(Object.fromEntries(away.searchParams)).toEqual({
        client_id: 'client-1',
        id_token_hint: given[0],
        post_logout_redirect_uri: `${baseUrl}/login?signed_out=true`,
      });
      expect([sessionCookie(browser), (await getSession(baseUrl, kept)).status]).toEqual([undefined, 401]);

      const url = locationOf(await browser.request(away));
      back(url);
      const page = await browser.request(url);
      expect(page.status).toBe(200);
      const text = await page.text();
      expect(text).toContain('You are signed out');
      expect(text).not.toContain('state-of-nobody');
      expect([sessionCookie(browser), attemptCookies(browser)]).toEqual([undefined, []]);
    },
  };
}
