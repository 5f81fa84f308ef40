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

/** How often other writes may come first before we say that it is too busy just now. */
const maximumTurns = 10;

/**
 * `DELETE /sessions/{id}`: ends one of one's own.
 * @throws Problem `bad_origin`, `no_session`; `not_found` for a session that is no more and for somebody else's, so that
 * the answer does not tell which.
 */
export async function endOwnSession(request: Request, ports: SessionPorts): Promise<Response> {
  const current = await requireSender(request, ports);
  // The path's id is looked for among one's own, so it never becomes a key.
  const session = (await activeSessions(current, ports)).find(({ id }) => id === request.id);
  if (session === undefined) throw new Problem('not_found', 'the person has no such session');
  const { id, provider } = session;
  const record = recordOf({ event: 'session.ended', session: id, provider, ...by(current, request) }, ports);
  if (await endSession(ports.table, session, [record])) logRecord(ports.log, record);
  return id === current.session.id ? signedOut(request, ports) : answer(request, accountPath('session_ended'));
}

/**
 * `DELETE /sessions`: ends all of one's own, with `?except=current` all but that of the request.
 * @throws Problem `bad_origin`, `no_session`; `not_found` where something else is excepted, so that a slip ends nothing.
 */
export async function endOwnSessions(request: Request, ports: SessionPorts): Promise<Response> {
  const [except, ...others] = request.query.getAll('except');
  if (others.length > 0 || (except !== undefined && except !== 'current')) {
    throw new Problem('not_found', 'nothing but the current session can be excepted');
  }
  const isKept = except === 'current';
  for (let turn = 0; turn < maximumTurns; turn += 1) {
    const current = await requireSender(request, ports);
    const record = recordOf({ event: 'sessions.ended', ...by(current, request) }, ports);
    const mark = { at: record.at, ...(isKept && { except: current.session.id }) };
    // Where they were ended otherwise meanwhile, the request's own session may be among them.
    if (!(await endAllSessions(ports.table, current.user, mark, [record]))) continue;
    logRecord(ports.log, record);
    return isKept ? answer(request, accountPath('sessions_ended')) : signedOut(request, ports);
  }
  throw new Problem('temporarily_unavailable', 'overtaken by other writes too often');
}

function by({ user }: UserSession, request: Request): Omit<AuditEvent, 'event'> {
  return { actor: 'user', user: user.id, ...originOf(request) };
}

/** The answer where the request's own session is among those that ended. */
function signedOut(request: Request, { site }: SessionPorts): Response {
  const cleared = clearCookie(sessionCookieName(site.cookies), site.cookies, 'Lax');
  return withCookies(answer(request, postLogoutRedirectUri(site)), [cleared]);
}

/** A person goes on to a page; a program asked for none. */
function answer(request: Request, next: string): Response {
  return preferredRepresentation(request.headers['accept'], 'json') === 'html' ? redirect(303, next) : empty(204);
}

/** `GET /sessions`: one's own sessions for programs; people find them on the account page. */
export async function listOwnSessions(request: Request, ports: SessionPorts): Promise<Response> {
  if (preferredRepresentation(request.headers['accept'], 'json') === 'html') return redirect(302, accountPath());
  const current = await requireSession(request, ports);
  const sessions = await activeSessions(current, ports);
  return json(200, { sessions: sessionListDocument(sessions, current.session, ports.settings.session) });
}

/** The user's sessions that are alive: that of the request first, then those seen last. */
export async function activeSessions(
  { user, session: current }: UserSession,
  { table, settings, clock }: SessionPorts,
): Promise<readonly Session[]> {
  const others = (await listSessions(table, user.id)).filter(({ id }) => id !== current.id);
  const now = clock();
  const alive = others.filter((session) => isSessionActive({ user, session }, settings.session, now));
  return [current, ...alive.sort((a, b) => b.lastSeenAt - a.lastSeenAt)];
}

/**
 * Who asks for something that is theirs alone to ask for, from our own pages or a listed app's.
 * @throws Problem `bad_origin`, `no_session`, or `temporarily_unavailable` as the session check does.
 */
export function requireSender(request: Request, ports: SessionPorts): Promise<UserSession> {
  const { baseUrl, appOrigins } = ports.site;
  requireTrustedOrigin(request, { own: baseUrl, apps: appOrigins });
  return requireSession(request, ports);
}
