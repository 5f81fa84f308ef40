import { mayUseSession } from './accounts/states.ts';
import type { User } from './accounts/user.ts';
import type { SessionLimits } from './contract/settings.ts';
import { Problem } from './errors.ts';
import type { Request } from './http/request.ts';
import type { Site } from './http/site.ts';
import { type CookieScope, cookieName, singleCookie } from './sessions/cookies.ts';
import { isAlive, type Session, shouldTouch } from './sessions/session.ts';
import { parseSessionToken, type SessionToken } from './sessions/session-cookie.ts';
import { findSession, recordLastSeen } from './storage/sessions/sessions.ts';
import type { Table } from './storage/table/port.ts';

/** Name of the session cookie, without the prefix of its scope. */
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

/** The session that the cookie claims, not yet verified; undefined if the cookie is absent or malformed. */
export function claimedSession(request: Request, scope: CookieScope): SessionToken | undefined {
  const value = singleCookie(request.cookieHeader, sessionCookieName(scope));
  return value === undefined ? undefined : parseSessionToken(value);
}

/** A session and its user. */
export interface UserSession {
  readonly user: User;
  readonly session: Session;
}

/** Whether a session is active: the account may use sessions, and the session is neither expired nor revoked. */
export function isSessionActive({ user, session }: UserSession, limits: SessionLimits, now: number): boolean {
  return mayUseSession(user.state) && isAlive(session, user, limits, now);
}

/**
 * The session check for requests that require a session.
 * @throws Problem `no_session`, or `temporarily_unavailable` as `checkSession` does.
 */
export async function requireSession(request: Request, ports: SessionCheckPorts): Promise<UserSession> {
  const current = await checkSession(request, ports);
  if (current === undefined) throw new Problem('no_session', 'nobody is signed in');
  return current;
}

/**
 * The session check: reads session and user in one consistent read, and checks their current state.
 * @returns undefined if nobody is signed in.
 * @throws Problem `temporarily_unavailable` if the table cannot be read: unknown is not signed out.
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
  const isRecorded = await recordLastSeen(table, session, now);
  return isRecorded ? { user, session: { ...session, lastSeenAt: now } } : undefined;
}
