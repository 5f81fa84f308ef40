import { isUsable, type UserSession } from '../core/current-session.ts';
import type { Session } from '../core/sessions/session.ts';
import { listSessions } from '../core/storage/sessions.ts';
import type { SessionPorts } from './session.ts';

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
