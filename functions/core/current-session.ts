import { mayUseSession } from './accounts/states.ts';
import type { User } from './accounts/user.ts';
import type { Request } from './http/request.ts';
import type { Site } from './http/site.ts';
import type { SessionLimits } from './names.ts';
import { type CookieScope, cookieName, soleCookie } from './sessions/cookies.ts';
import { isAlive, type Session, shouldTouch } from './sessions/session.ts';
import { parseSessionToken, type SessionToken } from './sessions/session-token.ts';
import type { Table } from './storage/port.ts';
import { findSession, touchSession } from './storage/sessions.ts';

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

/**
 * The session check: one consistent read, then session and user are judged as they are now.
 * @returns undefined where nobody is signed in.
 * @throws Problem `temporarily_unavailable` where the table cannot be read: unknown is not signed out.
 */
export async function currentSession(
  request: Request,
  { site, table, settings, clock }: SessionCheckPorts,
): Promise<{ readonly user: User; readonly session: Session } | undefined> {
  const claimed = claimedSession(request, site.cookies);
  const found = claimed && (await findSession(table, claimed.userId, claimed.sessionId));
  if (found === undefined) return undefined;
  const { user, session } = found;
  const now = clock();
  const identity = Object.hasOwn(user.identities, session.provider) ? user.identities[session.provider] : undefined;
  if (identity === undefined || !mayUseSession(user.state)) return undefined;
  if (!isAlive(session, identity, settings.session, now)) return undefined;
  if (!shouldTouch(session, settings.session, now)) return found;
  const touched = await touchSession(table, session, now);
  return touched ? { user, session: { ...session, lastSeenAt: now } } : undefined;
}
