import type { AuditEvent } from '../core/audit/event.ts';
import { claimedSession, isSessionActive } from '../core/session-check.ts';
import type { Session } from '../core/sessions/session.ts';
import { findSession } from '../core/storage/sessions/sessions.ts';
import type { OpenLogin } from './ports.ts';

/** The browser's previous session, which the new one replaces. */
export interface ReplacedSession {
  readonly session: Session;
  /** The audit event of its end, for its owner. Empty if it had ended before, for example by a time limit. */
  readonly ends: readonly AuditEvent[];
}

/**
 * Finds the session that a sign-in replaces: that of the browser's cookie, otherwise that of the time when the login
 * started. It may be another account's. Its owner must be able to see what ended it, so its end is an audit event.
 * @returns undefined if the browser has no session.
 */
export async function findReplacedSession({
  request,
  attempt,
  ports,
}: OpenLogin): Promise<ReplacedSession | undefined> {
  const { table, site, settings, clock } = ports;
  const had = claimedSession(request, site.cookies) ?? attempt.replaces;
  const found = had && (await findSession(table, had.userId, had.sessionId));
  if (found === undefined) return undefined;
  const { user, session } = found;
  const end = { event: 'session.ended', actor: 'user', reason: 'replaced' } as const;
  const { id, provider } = session;
  const ends = isSessionActive(found, settings.session, clock())
    ? [{ ...end, user: user.id, session: id, provider }]
    : [];
  return { session, ends };
}
