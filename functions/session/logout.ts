import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { describeCauses } from '../core/base/log.ts';
import { Problem } from '../core/errors.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, redirect } from '../core/http/response.ts';
import { returnToOf } from '../core/http/return-to.ts';
import { postLogoutRedirectUri, type Site } from '../core/http/site.ts';
import { claimedSession, sessionCookieName } from '../core/session-check.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import { logoutCookie } from '../core/sessions/logout-return.ts';
import type { Session } from '../core/sessions/session.ts';
import { endSession } from '../core/storage/sessions/end-sessions.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `POST /logout`: ends the session, even if it or its account is no longer active. Then it redirects to the provider's
 * own sign-out, if the provider has one, and from there to `return_to`. Without `return_to` the last redirect leads to
 * the sign-in page.
 * @throws Problem `bad_origin`, or `return_to_not_allowed` as at a login. In both cases the session continues.
 */
export async function logout(request: Request, ports: SessionPorts): Promise<Response> {
  const { site, table, log } = ports;
  requireTrustedOrigin(request, { own: site.baseUrl, apps: site.appOrigins });
  const returnTo = requestedReturnTo(request, site);
  const end = returnTo ?? postLogoutRedirectUri(site);
  const cleared = clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax');
  const claimed = claimedSession(request, site.cookies);
  const found = claimed && (await findSession(table, claimed.userId, claimed.sessionId));
  if (found === undefined) return redirect(303, end, [cleared]);
  const { user, session } = found;
  const about = { user: user.id, session: session.id, provider: session.provider, ...originOf(request) };
  const record = recordOf({ event: 'user.signed_out', actor: 'user', ...about }, ports);
  if (await endSession(table, session, [record])) logRecord(log, record);
  const away = await providerSignOut(session, returnTo, ports);
  return redirect(303, away?.location ?? end, [cleared, ...(away?.cookies ?? [])]);
}

/**
 * Checks `return_to`. If `return_to` is refused, the problem's details say that this was a sign-out, so that the page
 * says that the person is still signed in.
 */
function requestedReturnTo(request: Request, site: Site): string | undefined {
  try {
    return returnToOf(request, site);
  } catch (error) {
    throw error instanceof Problem ? error.with({ signingOut: true }) : error;
  }
}

/** Redirect to the provider's own sign-out, with the cookies by which the browser's return from there is recognised. */
interface ProviderSignOut {
  readonly location: string;
  /** Values of Set-Cookie headers. */
  readonly cookies: readonly string[];
}

/**
 * Prepares the sign-out at the provider: the URL of its `end_session_endpoint` (OpenID Connect RP-Initiated Logout 1.0
 * section 2), or of Cognito's logout endpoint. Cognito returns no `state`, so `return_to` is lost. The endpoint was
 * stored with the session at sign-in, so signing out here works even if the provider is unavailable.
 * @param returnTo Where the person goes after the return from the provider; checked by the caller.
 * @returns undefined if the provider has no sign-out of its own.
 */
export async function providerSignOut(
  session: Session,
  returnTo: string | undefined,
  ports: SessionPorts,
): Promise<ProviderSignOut | undefined> {
  const provider = ports.provider(session.provider);
  if (session.endSessionEndpoint === undefined || provider === undefined) return undefined;
  const url = new URL(session.endSessionEndpoint);
  const back = postLogoutRedirectUri(ports.site);
  url.searchParams.set('client_id', provider.settings.clientId);
  if (provider.settings.signOut === 'cognito') {
    url.searchParams.set('logout_uri', back);
    return { location: url.href, cookies: [] };
  }
  url.searchParams.set('post_logout_redirect_uri', back);
  const [hint, stored] = await Promise.all([idTokenHint(session, ports), storeReturn(session, returnTo, ports)]);
  if (hint !== undefined) url.searchParams.set('id_token_hint', hint);
  if (stored !== undefined) url.searchParams.set('state', stored.state);
  return { location: url.href, cookies: stored === undefined ? [] : [stored.cookie] };
}

/**
 * Opens the sealed ID token as `id_token_hint`. If the session keys are unavailable, the hint is omitted, and the
 * provider may ask which user to sign out. The sign-out continues, since the session has ended already.
 */
async function idTokenHint(
  { id, sealedIdToken }: Session,
  { sessionKeys, log }: SessionPorts,
): Promise<string | undefined> {
  try {
    if (sealedIdToken === undefined) return undefined;
    const keyring = await sessionKeys.keyringFor('id_token hint', sealedIdToken);
    return keyring.open('id_token hint', id, sealedIdToken);
  } catch (error) {
    log('error', 'id_token_hint_unavailable', { session: id, causes: describeCauses(error) });
    return undefined;
  }
}

/**
 * Creates the `state` and the cookie by which the browser's return from the provider is recognised. If the session keys
 * are unavailable, there is neither, and the return leads to the sign-in page instead of `return_to`.
 */
async function storeReturn(
  { id, provider }: Session,
  returnTo: string | undefined,
  { sessionKeys, site, random, clock, log }: SessionPorts,
): Promise<{ readonly state: string; readonly cookie: string } | undefined> {
  try {
    const keyring = await sessionKeys.keyring();
    const state = Buffer.from(random(32)).toString('base64url');
    const logout = { provider, state, startedAt: clock(), ...(returnTo !== undefined && { returnTo }) };
    return { state, cookie: logoutCookie(logout, keyring, random(12), site.cookies) };
  } catch (error) {
    log('error', 'logout_return_unavailable', { session: id, causes: describeCauses(error) });
    return undefined;
  }
}
