import { mayUseSession } from './accounts/states.ts';
import type { User } from './accounts/user.ts';
import type { SessionLimits } from './names.ts';
import { type CookieScope, cookieName, soleCookie } from './sessions/cookies.ts';
import { isAlive, type Session, shouldTouch } from './sessions/session.ts';
import { parseSessionToken, type SessionToken } from './sessions/session-token.ts';
import type { Table } from './storage/port.ts';
import { findSession, touchSession } from './storage/sessions.ts';

/** Name of the session cookie, before the prefix that its scope gives it. */
const sessionCookie = 'postern-session';

/** What a session check needs. */
export interface SessionCheck {
  readonly table: Table;
  readonly limits: SessionLimits;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Full name of the session cookie. */
export function sessionCookieName(scope: CookieScope): string {
  return cookieName(sessionCookie, scope);
}

/** The session that a browser claims to have; undefined, without a look at the table, for none or a malformed one. */
export function claimedSession(cookieHeader: string, scope: CookieScope): SessionToken | undefined {
  const value = soleCookie(cookieHeader, sessionCookieName(scope));
  return value === undefined ? undefined : parseSessionToken(value);
}

/**
 * The session check: one consistent read, then session and user are judged as they are now.
 * @returns undefined where nobody is signed in.
 * @throws Problem `temporarily_unavailable` where the table cannot be read: unknown is not signed out.
 */
export async function currentSession(
  claimed: SessionToken | undefined,
  { table, limits, now }: SessionCheck,
): Promise<{ readonly user: User; readonly session: Session } | undefined> {
  if (claimed === undefined) return undefined;
  const found = await findSession(table, claimed.userId, claimed.sessionId);
  if (found === undefined) return undefined;
  const { user, session } = found;
  const identity = user.identities[session.provider];
  if (identity === undefined || !mayUseSession(user.state)) return undefined;
  if (!isAlive(session, limits, now, identity.signedOutAt)) return undefined;
  if (!shouldTouch(session, limits, now)) return found;
  const touched = await touchSession(table, session, now);
  return touched ? { user, session: { ...session, lastSeenAt: now } } : undefined;
}
