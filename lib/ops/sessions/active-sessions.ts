import type { User } from '../../../functions/core/accounts/user.ts';
import type { SessionLimits } from '../../../functions/core/contract/settings.ts';
import { isSessionActive } from '../../../functions/core/session-check.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { listSessions } from '../../../functions/core/storage/sessions/sessions.ts';
import type { Operator } from '../deployment/operator.ts';

/** Reads the active sessions of a user, most recently used first. */
export async function activeSessions(
  { table, now }: Pick<Operator, 'table' | 'now'>,
  user: User,
  limits: SessionLimits,
): Promise<readonly Session[]> {
  const sessions = await listSessions(table, user.id);
  return sessions
    .filter((session) => isSessionActive({ user, session }, limits, now()))
    .sort((one, other) => other.lastSeenAt - one.lastSeenAt);
}
