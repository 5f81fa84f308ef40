import { describeCauses } from '../core/base/log.ts';
import { preferredRepresentation } from '../core/http/accept.ts';
import { htmlResponse, signInResponse } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect, withCookies } from '../core/http/response.ts';
import { isReturnTo } from '../core/http/return-to.ts';
import { findProvider, type Site } from '../core/http/site.ts';
import { type Notice, redirectPage } from '../core/pages/index.ts';
import { checkSession } from '../core/session-check.ts';
import { singleCookie } from '../core/sessions/cookies.ts';
import {
  clearLogout,
  isLogoutState,
  type LogoutReturn,
  logoutCookieName,
  openLogout,
} from '../core/sessions/logout-return.ts';
import type { LoginPorts } from './ports.ts';

const title = 'You are signed out';
const again = 'Sign in again whenever you like.';

/**
 * `GET /login?signed_out=true`: the post-logout redirect URI, for the return from the provider's own sign-out
 * (RP-Initiated Logout 1.0 section 3). It is also the page after a sign-out without `return_to`. The redirect to the
 * app's `return_to` requires the cookie of the sign-out and its `state`. For a request that lacks one of them, the
 * response is the page, and the cookie of a sign-out under way is not cleared.
 * @param open Reads the origin and providers of the deployment, without switched-off providers.
 * @param returnTo Where the person goes after a login that starts from this page.
 * @throws Problem `temporarily_unavailable` if the table cannot tell whether the person is signed in, or which
 * providers are switched off.
 */
export async function showSignedOut(
  request: Request,
  open: () => Promise<Site>,
  returnTo: string | undefined,
  ports: LoginPorts,
): Promise<Response> {
  const { baseUrl, appOrigins, cookies } = ports.site;
  const logout = await returnedLogout(request, ports);
  const cleared = logout === undefined ? [] : [clearLogout(cookies)];
  // `returnTo` is checked again: while the person was at the provider, the app's origin may have been removed from the
  // configuration.
  if (logout?.returnTo !== undefined && isReturnTo(logout.returnTo, baseUrl, appOrigins)) {
    return withCookies(goOn(logout.returnTo, request, ports.site), cleared);
  }
  // Any link can lead a signed-in person to this URL. The page must not tell such a person that they are signed out.
  const signedIn = (await checkSession(request, ports)) !== undefined;
  const notice = signedIn ? undefined : noticeOf(logout, ports.site);
  return withCookies(signInResponse(200, await open(), returnTo, notice), cleared);
}

/**
 * Redirects to the app after the return. Chromium checks every redirect after a form submission against the CSP
 * `form-action` of the page with the form, here the provider's. That `form-action` may list our origin and not the
 * app's. So if `returnTo` has another origin, the response is a page that redirects by `<meta http-equiv="refresh">`.
 */
function goOn(returnTo: string, request: Request, { baseUrl }: Site): Response {
  const { host, origin } = new URL(returnTo, baseUrl);
  const isPage = preferredRepresentation(request.headers['accept'], 'json') === 'html';
  if (!isPage || origin === baseUrl) return redirect(302, returnTo);
  return htmlResponse(200, redirectPage({ label: host, href: returnTo }), []);
}

/**
 * The notice that confirms the sign-out. A provider may also redirect back after the person declined to sign out at the
 * provider. So the notice says only that the provider has sent the person back.
 */
function noticeOf(logout: LogoutReturn | undefined, site: Site): Notice {
  const provider = findProvider(site, logout?.provider);
  if (provider === undefined) return { tone: 'info', title, text: again };
  const text = `You are signed out here, and ${provider.label} has sent you back from its own sign-out. ${again}`;
  return { tone: 'info', title, text };
}

/**
 * Finds the sign-out from which the browser returns, by `state` and cookie.
 * @returns undefined for an invalid return: the person then sees the page without an error.
 */
async function returnedLogout(request: Request, ports: LoginPorts): Promise<LogoutReturn | undefined> {
  const { site, sessionKeys, clock, log } = ports;
  const [state, ...others] = request.query.getAll('state');
  const value = singleCookie(request.cookieHeader, logoutCookieName(site.cookies));
  if (state === undefined || others.length > 0 || !isLogoutState(state) || value === undefined) return undefined;
  try {
    const keyring = await sessionKeys.keyringFor('provider sign-out', value);
    return openLogout(value, state, keyring, site.cookies, clock());
  } catch (error) {
    log('error', 'logout_return_unavailable', { requestId: request.requestId, causes: describeCauses(error) });
    return undefined;
  }
}
