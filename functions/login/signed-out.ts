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
 * `GET /login?signed_out=true`: the return from the provider's own sign-out (RP-Initiated Logout 1.0 section 3), and the
 * page after a sign-out without that. Only the browser that left, with its `state`, is redirected to the app's target. Any
 * other request gets the page, and does not clear the cookie of a sign-out under way.
 * @param open The deployment with the providers that are not switched off.
 * @param returnTo Target of a login from the page.
 * @throws Problem `temporarily_unavailable` if the session or the switches cannot be read.
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
  // The configuration may have changed while the person was away.
  if (logout?.returnTo !== undefined && isReturnTo(logout.returnTo, baseUrl, appOrigins)) {
    return withCookies(goOn(logout.returnTo, request, ports.site), cleared);
  }
  // Any link can lead a signed-in person here, to whom the page must not claim a sign-out.
  const signedIn = (await checkSession(request, ports)) !== undefined;
  const notice = signedIn ? undefined : noticeOf(logout, ports.site);
  return withCookies(signInResponse(200, await open(), returnTo, notice), cleared);
}

/**
 * Chromium checks every redirect after a form submission against the `form-action` of the provider's page, which may list
 * us and not the app. So to another origin, a page that navigates by itself is sent.
 */
function goOn(returnTo: string, request: Request, { baseUrl }: Site): Response {
  const { host, origin } = new URL(returnTo, baseUrl);
  const isPage = preferredRepresentation(request.headers['accept'], 'json') === 'html';
  if (!isPage || origin === baseUrl) return redirect(302, returnTo);
  return htmlResponse(200, redirectPage({ label: host, href: returnTo }), []);
}

/** A person who declined at the provider is sent back too, so the notice claims only the return. */
function noticeOf(logout: LogoutReturn | undefined, site: Site): Notice {
  const provider = findProvider(site, logout?.provider);
  if (provider === undefined) return { tone: 'info', title, text: again };
  const text = `You are signed out here, and ${provider.label} has sent you back from its own sign-out. ${again}`;
  return { tone: 'info', title, text };
}

/** The sign-out from which the browser returns. An invalid return is no error for the person. */
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
