import { identityAt } from '../core/accounts/user.ts';
import { logRecord, recordOf } from '../core/audit/record.ts';
import { Problem } from '../core/errors.ts';
import { framedResponse } from '../core/http/page-responses.ts';
import type { Request } from '../core/http/request.ts';
import { type Response, withCookies } from '../core/http/response.ts';
import { recordSignOut, signOutEvent } from '../core/logout/record-logout.ts';
import { parseFrontchannelLogout } from '../core/oidc/frontchannel-logout.ts';
import { frontchannelPage } from '../core/pages/index.ts';
import { claimedSession, sessionCookieName, type UserSession } from '../core/session-check.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import { recordedIssuers, requireAdopted } from '../core/storage/provider-issuers.ts';
import { endSession } from '../core/storage/sessions/end-sessions.ts';
import { revokeProviderSession } from '../core/storage/sessions/provider-sessions.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import type { SessionPorts } from './ports.ts';

/**
 * `GET /logout/frontchannel/{provider}`: OpenID Connect Front-Channel Logout 1.0. A page of the provider loads this URL
 * in a frame when somebody signs out at the provider. But any other page can load this URL too. So the request ends
 * only the session of this browser's cookie, and only if the session was opened through this provider. The page that it
 * responds with is always the same, so it reveals nothing.
 * @throws Problem `unknown_provider`, `invalid_callback`, `too_large`; `provider_not_adopted` if the session was opened
 * through another issuer; `temporarily_unavailable` if the table does not respond.
 */
export async function frontchannelLogout(request: Request, ports: SessionPorts): Promise<Response> {
  const settings = ports.logoutProvider(request.provider)?.settings;
  if (settings === undefined) throw new Problem('unknown_provider', 'no such provider');
  const { issuer, sid } = parseFrontchannelLogout(request.query, settings);
  const found = isNavigation(request) ? undefined : await ownSession(request, ports);
  if (found === undefined || found.session.provider !== settings.name || !isNamed(found, sid)) {
    return framedResponse(frontchannelPage(), [issuer]);
  }
  requireAdopted((await recordedIssuers(ports.table, [settings.name])).get(settings.name), settings);
  await end(found, sid, request, ports);
  const { cookies } = ports.site;
  const { endSessionEndpoint } = found.session;
  const ancestors = [issuer, ...(endSessionEndpoint === undefined ? [] : [endSessionEndpoint])];
  const cleared = clearCookie(sessionCookieName(cookies), cookies, 'Lax');
  return withCookies(framedResponse(frontchannelPage(), ancestors), [cleared]);
}

/**
 * Whether the browser navigated to this URL, for example by a link, instead of loading it in a frame (Fetch Metadata).
 * Browsers send the SameSite=Lax session cookie with navigations from any site. So if navigations could end the
 * session, a link with its `sid` would be enough (CSRF).
 */
function isNavigation({ headers }: Request): boolean {
  return headers['sec-fetch-dest'] === 'document';
}

/**
 * Whether the request's `sid` is the session's. If the ID token had no `sid`, the session has none; some providers then
 * send the subject identifier as `sid`.
 */
function isNamed({ user, session }: UserSession, sid: string): boolean {
  return sid === (session.sid ?? identityAt(user, session.provider)?.uid);
}

/** Finds the session that the browser's cookie names, even if it or its account is no longer active. */
async function ownSession(request: Request, { site, table }: SessionPorts): Promise<UserSession | undefined> {
  const claimed = claimedSession(request, site.cookies);
  return claimed && findSession(table, claimed.userId, claimed.sessionId);
}

/**
 * Ends this session and all others that the provider's session (`sid`) covers. If the provider sends the subject
 * identifier as `sid`, only this session ends. That identifier is no secret, and is the same in all the person's
 * browsers.
 */
async function end({ user, session }: UserSession, sid: string, request: Request, ports: SessionPorts): Promise<void> {
  const { table, log } = ports;
  const event = { ...signOutEvent(request, session.provider), reason: 'front-channel logout' };
  const uid = identityAt(user, session.provider)?.uid;
  if (uid === undefined || uid === sid) {
    const record = recordOf({ ...event, user: user.id, session: session.id }, ports);
    if (await endSession(table, session, [record])) logRecord(log, record);
    return;
  }
  const now = ports.clock();
  // A front-channel logout has no `iat`, so the arrival time stands in for it.
  const moment = { arrivedAt: now, issuedAt: Math.floor(now / 1000) };
  const covered = await revokeProviderSession(table, session.provider, sid, moment);
  await recordSignOut(event, new Set([user.id, ...covered]), ports);
}
