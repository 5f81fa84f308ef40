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

/** Name of the session cookie, without the prefix `__Host-` or `__Secure-`. */
const sessionCookie = 'postern-session';

/** Dependencies of a session check. */
export interface SessionCheckPorts {
  readonly site: Site;
  readonly table: Table;
  readonly settings: { readonly session: SessionLimits };
  readonly clock: () => number;
}

/** Name of the session cookie, with the prefix `__Host-` or `__Secure-` that its scope requires. */
export function sessionCookieName(scope: CookieScope): string {
  return cookieName(sessionCookie, scope);
}

/**
 * The user and session identifiers in the session cookie, not yet verified; undefined if the cookie is absent or
 * malformed.
 */
export function claimedSession(request: Request, scope: CookieScope): SessionToken | undefined {
  const value = singleCookie(request.cookieHeader, sessionCookieName(scope));
  return value === undefined ? undefined : parseSessionToken(value);
}

/** A session, together with its user as read at the same time. */
export interface UserSession {
  readonly user: User;
  readonly session: Session;
}

/**
 * Whether a session is active: the account's state permits sessions, and the session is neither expired nor revoked.
 */
export function isSessionActive({ user, session }: UserSession, limits: SessionLimits, now: number): boolean {
  return mayUseSession(user.state) && isAlive(session, user, limits, now);
}

/**
 * Checks the session of a request that requires one.
 * @throws Problem `no_session` if nobody is signed in; `temporarily_unavailable` if the table cannot be read.
 */
export async function requireSession(request: Request, ports: SessionCheckPorts): Promise<UserSession> {
  const current = await checkSession(request, ports);
  if (current === undefined) throw new Problem('no_session', 'nobody is signed in');
  return current;
}

/**
 * The session check: reads session and user in one consistent read, and checks their current state. If the last
 * recorded use is long enough ago, this use is recorded, which extends the idle expiry.
 * @returns undefined if nobody is signed in.
 * @throws Problem `temporarily_unavailable` if the table cannot be read, since the person may well be signed in.
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
