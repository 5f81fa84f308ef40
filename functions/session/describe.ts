import { describeUser } from '../core/accounts/describe-user.ts';
import type { User } from '../core/accounts/user.ts';
import type { SessionLimits } from '../core/contract/settings.ts';
import type { UserSession } from '../core/session-check.ts';
import { absoluteEnd, idleEnd, type Session } from '../core/sessions/session.ts';

/** The document of `GET /session`. Times are ISO 8601 in UTC; what the person did not share is left out. */
export function describeSignedIn({ user, session }: UserSession, limits: SessionLimits): object {
  return {
    user: describeOwner(user),
    session: { ...describeSession(session, limits), ...describeAuthentication(session) },
  };
}

/** When and how the person authenticated at the provider, as far as that says so. */
function describeAuthentication({ signIn: { authenticatedAt }, acr, amr }: Session): object {
  return { auth_time: authenticatedAt > 0 ? time(authenticatedAt * 1000) : undefined, acr, amr };
}

/** Sessions as a person finds them in a list, `current` that of the request. */
export function describeSessions(
  sessions: readonly Session[],
  current: Session,
  limits: SessionLimits,
): readonly object[] {
  return sessions.map((session) => ({
    ...describeSession(session, limits),
    current: session.id === current.id,
    ip: session.ip,
    device: session.device,
    user_agent: session.userAgent,
  }));
}

function describeSession(session: Session, limits: SessionLimits): object {
  return {
    id: session.id,
    provider: session.provider,
    created_at: time(session.createdAt),
    last_seen_at: time(session.lastSeenAt),
    idle_expires_at: time(idleEnd(session, limits)),
    expires_at: time(absoluteEnd(session, limits)),
  };
}

function describeOwner(user: User): object {
  return {
    ...describeUser(user),
    identities: Object.entries(user.identities).map(([provider, { uid, lastSignInAt }]) => ({
      ...{ provider, uid, last_sign_in_at: optionalTime(lastSignInAt) },
    })),
  };
}

/** Milliseconds since the epoch as ISO 8601; JSON leaves out what is not known. */
export function optionalTime(milliseconds: number | undefined): string | undefined {
  return milliseconds === undefined ? undefined : time(milliseconds);
}

/** Milliseconds since the epoch as ISO 8601. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
