import { type LogoutReturn, logoutCookie, openLogout } from '../../functions/core/sessions/logout-return.ts';
import type { Browser } from './browser.ts';
import type { Deployment } from './deployment.ts';
import { logoutCookie as cookieOf } from './login.ts';
import { leakedKeyring } from './resealed-attempt.ts';

const scope = { secure: false };

/**
 * Opens the cookie of a browser whose person is at the provider's sign-out, changes it, and seals it with the right keys.
 * @param back The address that the provider sends the browser back to.
 */
export async function reseal(
  deployment: Deployment,
  browser: Browser,
  back: URL,
  change: (logout: LogoutReturn) => LogoutReturn,
): Promise<void> {
  const keyring = await leakedKeyring(deployment);
  const logout = openLogout(cookieOf(browser) ?? '', back.searchParams.get('state') ?? '', keyring, scope, Date.now());
  if (logout === undefined) throw new Error('the cookie does not open');
  const [pair = ''] = logoutCookie(change(logout), keyring, new Uint8Array(12), scope).split(';');
  const at = pair.indexOf('=');
  browser.setCookie(new URL(deployment.baseUrl).hostname, pair.slice(0, at), pair.slice(at + 1));
}
