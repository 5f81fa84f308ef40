import { expect } from '@jest/globals';
import { attemptCookies, getSession, locationOf, logoutCookie, sessionCookie } from '../login.ts';
import { expectSignedIn } from './logins.ts';
import type { ConformanceModule, ModuleContext } from './module.ts';

const sent = 'send `id_token_hint`, `state` and the registered `post_logout_redirect_uri`';
/** Where the app wants the person to go on to. */
const returnTo = '/signed-out-of-the-app?a=b';

/**
 * A module of RP-Initiated Logout 1.0 whose provider sends the browser back with the `state` that it left with: the person
 * goes on to where the app wants it, and the same return again leads nowhere.
 */
export function acceptedReturn(provider: string): ConformanceModule {
  return {
    provider,
    we: `${sent}, and redirect the return to the target of the app, once`,
    async run(context) {
      const { browser, back } = await signOutAtProvider(context);
      const onward = await browser.request(back);
      expect([onward.status, onward.headers.get('location')]).toEqual([302, returnTo]);
      expect([logoutCookie(browser), sessionCookie(browser)]).toEqual([undefined, undefined]);
      await expectPage(await browser.request(back));
    },
  };
}

/**
 * A module whose provider sends the browser back as it should not: the person gets the sign-in page, and the return that
 * should have come is still good.
 * @param change Changes the address that the provider sends the browser back to.
 */
export function neutralReturn(provider: string, change: (url: URL) => void): ConformanceModule {
  return {
    provider,
    we: `${sent}, and on the return show the sign-in page, without a redirect or an error`,
    async run(context) {
      const { browser, back } = await signOutAtProvider(context);
      const changed = new URL(back);
      change(changed);
      const kept = logoutCookie(browser);
      await expectPage(await browser.request(changed));
      expect([logoutCookie(browser), sessionCookie(browser), attemptCookies(browser)]).toEqual([kept, undefined, []]);
      expect((await browser.request(back)).headers.get('location')).toBe(returnTo);
    },
  };
}

async function expectPage(page: Response): Promise<void> {
  expect([page.status, page.headers.get('location'), page.headers.getSetCookie()]).toEqual([200, null, []]);
  const text = await page.text();
  expect(text).toContain('You are signed out');
  expect(text).not.toMatch(/sent you back|state-of-nobody|signed-out-of-the-app/);
}

/** Signs in, and out again as far as the provider; gives the address that it sends the browser back to. */
async function signOutAtProvider(context: ModuleContext) {
  const { baseUrl } = context.deployment;
  const given: unknown[] = [];
  const { browser } = await expectSignedIn(context, {
    tokens(tokens) {
      given.push(tokens['id_token']);
      return tokens;
    },
  });
  const kept = browser.clone();
  const form = { return_to: returnTo };
  const away = locationOf(await browser.request(`${baseUrl}/logout`, form, { origin: baseUrl }));
  expect(away.href.split('?')[0]).toBe(`${context.provider.issuer}/end-session`);
  expect(Object.fromEntries(away.searchParams)).toEqual({
    client_id: 'client-1',
    id_token_hint: given[0],
    post_logout_redirect_uri: `${baseUrl}/login?signed_out=true`,
    state: expect.stringMatching(/^[\w-]{43}$/),
  });
  expect([sessionCookie(browser), (await getSession(baseUrl, kept)).status]).toEqual([undefined, 401]);
  return { browser, back: locationOf(await browser.request(away)) };
}
