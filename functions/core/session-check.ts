import { mayUseSession } from './accounts/states.ts';
import type { User } from './accounts/user.ts';
import type { SessionLimits } from './contract/settings.ts';
import { Problem } from './errors.ts';
import type { Request } from './http/request.ts';
import type { Site } from './http/site.ts';
import { type CookieScope, cookieName, soleCookie } from './sessions/cookies.ts';
import { isAlive, type Session, shouldTouch } from './sessions/session.ts';
import { parseSessionToken, type SessionToken } from './sessions/session-cookie.ts';
import { findSession, recordLastSeen } from './storage/sessions/sessions.ts';
import type { Table } from './storage/table/port.ts';

/** Name of the session cookie, before the prefix that its scope gives it. */
const sessionCookie = 'postern-session';

/** What a session check needs. */
export interface SessionCheckPorts {
  readonly site: Site;
  readonly table: Table;
  readonly settings: { readonly session: SessionLimits };
  readonly clock: () => number;
}

/** Full name of the session cookie. */
export function sessionCookieName(scope: CookieScope): string {
  return cookieName(sessionCookie, scope);
}

/** The session that a browser claims to have; undefined, without a look at the table, for none or a malformed one. */
export function claimedSession(request: Request, scope: CookieScope): SessionToken | undefined {
  const value = soleCookie(request.cookieHeader, sessionCookieName(scope));
  return value === undefined ? undefined : parseSessionToken(value);
}

/** A session and whose it is. */
export interface UserSession {
  readonly user: User;
  readonly session: Session;
}

/** Whether a session opens anything now: account and session are judged as they are. */
export function isSessionActive({ user, session }: UserSession, limits: SessionLimits, now: number): boolean {
  return mayUseSession(user.state) && isAlive(session, user, limits, now);
}

/**
 * The session check where nothing goes on without a session.
 * @throws Problem `no_session`, or `temporarily_unavailable` as the check does.
 */
export async function requireSession(request: Request, ports: SessionCheckPorts): Promise<UserSession> {
  const current = await checkSession(request, ports);
  if (current === undefined) throw new Problem('no_session', 'nobody is signed in');
  return current;
}

/**
 * The session check: one consistent read, then session and user are judged as they are now.
 * @returns undefined where nobody is signed in.
 * @throws Problem `temporarily_unavailable` where the table cannot be read: unknown is not signed out.
 */
export async function checkSession(
  request: Request,
  { site, table, settings, clock }: SessionCheckPorts,
): Promise<UserSession | undefined> {
  const claimed = claimedSession(request, site.cookies);
  const found = claimed && (await findSession(table, claimed.userId, claimed.sessionId));
  if (found === undefined) return undefined;
  const { user, session } = found;
  const now = clock();
  if (!isSessionActive(found, settings.session, now)) return undefined;
  if (!shouldTouch(session, settings.session, now)) return found;
  const touched = await recordLastSeen(table, session, now);
  return touched ? { user, session: { ...session, lastSeenAt: now } } : undefined;
}
