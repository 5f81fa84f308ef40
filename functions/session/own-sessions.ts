import type { AuditEvent } from '../core/audit/event.ts';
import { logRecord, originOf, recordOf } from '../core/audit/record.ts';
import { Problem } from '../core/errors.ts';
import { preferredRepresentation } from '../core/http/accept.ts';
import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { empty, json, type Response, redirect, withCookies } from '../core/http/response.ts';
import { accountPath, postLogoutRedirectUri } from '../core/http/site.ts';
import { isSessionActive, requireSession, sessionCookieName, type UserSession } from '../core/session-check.ts';
import { sessionListDocument } from '../core/session-document.ts';
import { clearCookie } from '../core/sessions/cookies.ts';
import type { Session } from '../core/sessions/session.ts';
import { endAllSessions, endSession } from '../core/storage/sessions/end-sessions.ts';
import { listSessions } from '../core/storage/sessions/sessions.ts';
import type { SessionPorts } from './ports.ts';

/** Maximum attempts to end all sessions, if concurrent writes to the user keep failing the transaction. */
const maxAttempts = 10;

/**
 * `DELETE /sessions/{id}`: ends one session of the signed-in user.
 * @throws Problem `bad_origin`, `no_session` or `not_found`. An ended session and another user's session both cause
 * `not_found`, so that the response does not reveal whether the session exists.
 */
export async function endOwnSession(request: Request, ports: SessionPorts): Promise<Response> {
  const current = await requireSender(request, ports);
  // The session id in the path is only compared with the user's own sessions; it never becomes part of a table key.
  const session = (await activeSessions(current, ports)).find(({ id }) => id === request.id);
  if (session === undefined) throw new Problem('not_found', 'the user has no such session');
  const { id, provider } = session;
  const record = recordOf({ event: 'session.ended', session: id, provider, ...by(current, request) }, ports);
  if (await endSession(ports.table, session, [record])) logRecord(ports.log, record);
  return id === current.session.id ? signedOut(request, ports) : answer(request, accountPath('session_ended'));
}

/**
 * `DELETE /sessions`: ends all sessions of the signed-in user. With `?except=current` the session of the request
 * continues.
 * @throws Problem `bad_origin`, `no_session`; `not_found` for any other value of `except`, so that a typo does not end
 * sessions.
 */
export async function endOwnSessions(request: Request, ports: SessionPorts): Promise<Response> {
  const [except, ...others] = request.query.getAll('except');
  if (others.length > 0 || (except !== undefined && except !== 'current')) {
    throw new Problem('not_found', 'except must be current');
  }
  const isKept = except === 'current';
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const current = await requireSender(request, ports);
    const record = recordOf({ event: 'sessions.ended', ...by(current, request) }, ports);
    const cutoff = { at: record.at, ...(isKept && { except: current.session.id }) };
    // The write was refused because sessions were ended concurrently. The request's own session may be one of them, so
    // the session check runs again.
    if (!(await endAllSessions(ports.table, current.user, cutoff, [record]))) continue;
    logRecord(ports.log, record);
    return isKept ? answer(request, accountPath('sessions_ended')) : signedOut(request, ports);
  }
  throw new Problem('temporarily_unavailable', 'too many concurrent writes to the user');
}

function by({ user }: UserSession, request: Request): Omit<AuditEvent, 'event'> {
  return { actor: 'user', user: user.id, ...originOf(request) };
}

/**
 * Response after the request's own session has ended: its cookie is cleared, and a browser is redirected to the sign-in
 * page.
 */
function signedOut(request: Request, { site }: SessionPorts): Response {
  const cleared = clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax');
  return withCookies(answer(request, postLogoutRedirectUri(site)), [cleared]);
}

/** Response after a change: a redirect for a browser, 204 for a program. */
function answer(request: Request, next: string): Response {
  return preferredRepresentation(request.headers['accept'], 'json') === 'html' ? redirect(303, next) : empty(204);
}

/**
 * `GET /sessions`: the JSON list of the signed-in user's sessions, for programs. A browser is redirected to the account
 * page, which shows them.
 */
export async function listOwnSessions(request: Request, ports: SessionPorts): Promise<Response> {
  if (preferredRepresentation(request.headers['accept'], 'json') === 'html') return redirect(302, accountPath());
  const current = await requireSession(request, ports);
  const sessions = await activeSessions(current, ports);
  return json(200, { sessions: sessionListDocument(sessions, current.session, ports.settings.session) });
}

/** Lists the user's active sessions: the session of the request first, then the others, most recently used first. */
export async function activeSessions(
  { user, session: current }: UserSession,
  { table, settings, clock }: SessionPorts,
): Promise<readonly Session[]> {
  const others = (await listSessions(table, user.id)).filter(({ id }) => id !== current.id);
  const now = clock();
  const active = others.filter((session) => isSessionActive({ user, session }, settings.session, now));
  return [current, ...active.sort((a, b) => b.lastSeenAt - a.lastSeenAt)];
}

/**
 * Checks a state-changing request and returns its session. The request must come from a page of our own origin or of
 * one in `appOrigins` (CSRF).
 * @throws Problem `bad_origin`, `no_session`, or `temporarily_unavailable` as the session check does.
 */
export function requireSender(request: Request, ports: SessionPorts): Promise<UserSession> {
  const { baseUrl, appOrigins } = ports.site;
  requireTrustedOrigin(request, { own: baseUrl, apps: appOrigins });
  return requireSession(request, ports);
}
