import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { SessionLimits } from '../../../functions/core/contract/settings.ts';
import { deviceName } from '../../../functions/core/sessions/device-name.ts';
import { absoluteEnd, idleEnd, type Session } from '../../../functions/core/sessions/session.ts';
import { type ListShape, remark, showList } from '../cli/output.ts';
import { ago } from '../cli/time.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireUser } from '../users/require-user.ts';
import { activeSessions } from './active-sessions.ts';
import { formatSessionName } from './session-name.ts';

/** The command `sessions list U`: lists the open sessions of an account. */
export async function listOpenSessions(name: string, command: Command): Promise<void> {
  const operator = await openOperator(command, { readOnly: true });
  const { table, options } = operator;
  const { session: limits } = readConfiguration(options);
  const user = await requireUser(table, name);
  const sessions = await activeSessions(operator, user, limits);
  await showList(sessions, shapeAt(operator.now(), limits), options);
  if (sessions.length === 0) remark(`${user.username} has no open session.`, options);
}

function shapeAt(now: number, limits: SessionLimits): ListShape<Session> {
  return {
    columns: [
      // At the minimum width, six characters of the session id are shown after `ses_`, which suffice for `sessions
      // end`.
      { title: 'SESSION', of: ({ userId, id }) => formatSessionName(userId, id), least: 38 },
      { title: 'DEVICE', of: deviceName, least: 12 },
      { title: 'FROM', of: ({ ip }) => ip, least: 15 },
      { title: 'LAST SEEN', of: ({ lastSeenAt }) => ago(lastSeenAt, now) },
    ],
    document: (session) => ({
      id: formatSessionName(session.userId, session.id),
      provider: session.provider,
      created_at: isoTime(session.createdAt),
      last_seen_at: isoTime(session.lastSeenAt),
      idle_expires_at: isoTime(idleEnd(session, limits)),
      expires_at: isoTime(absoluteEnd(session, limits)),
      ip: session.ip,
      device: session.device,
      user_agent: session.userAgent,
    }),
  };
}
