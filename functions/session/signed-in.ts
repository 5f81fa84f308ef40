import { requireTrustedOrigin } from '../core/http/origin.ts';
import type { Request } from '../core/http/request.ts';
import { isUsable, requireSession, type UserSession } from '../core/session-check.ts';
import type { Session } from '../core/sessions/session.ts';
import { listSessions } from '../core/storage/sessions/sessions.ts';
import type { SessionPorts } from './ports.ts';

/** The user's sessions that are alive: that of the request first, then those seen last. */
export async function aliveSessions(
  { user, session: current }: UserSession,
  { table, settings, clock }: SessionPorts,
): Promise<readonly Session[]> {
  const others = (await listSessions(table, user.id)).filter(({ id }) => id !== current.id);
  const now = clock();
  const alive = others.filter((session) => isUsable({ user, session }, settings.session, now));
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
