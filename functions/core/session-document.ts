import type { User } from './accounts/user.ts';
import { isoTime, optionalIsoTime } from './base/iso-time.ts';
import type { SessionLimits } from './contract/settings.ts';
import type { UserSession } from './session-check.ts';
import { absoluteEnd, idleEnd, type Session } from './sessions/session.ts';

/**
 * The JSON document of `GET /session`. Times are in ISO 8601, UTC. Profile attributes that the provider has not
 * supplied are omitted.
 */
export function sessionDocument({ user, session }: UserSession, limits: SessionLimits): object {
  return {
    user: { ...userDocument(user), identities: identityDocuments(user) },
    session: { ...describeSession(session, limits), ...describeAuthentication(session) },
  };
}

/**
 * The member `user` of `GET /session`, without the identities. Unknown attributes are undefined, so that JSON omits
 * them.
 */
export function userDocument({ id, username, profile, state, external, createdAt }: User) {
  return {
    id,
    username,
    name: profile.name,
    first_name: profile.firstName,
    last_name: profile.lastName,
    email: profile.email,
    email_verified: profile.emailVerified,
    email_verified_by: profile.emailVerifiedBy,
    phone: profile.phone,
    organization: profile.organization,
    job_title: profile.jobTitle,
    address: profile.address,
    location: profile.location,
    state,
    external,
    created_at: isoTime(createdAt),
  };
}

function identityDocuments({ identities }: User): readonly object[] {
  return Object.entries(identities).map(([provider, { uid, linkedAt, lastSignInAt }]) => ({
    ...{ provider, uid, linked_at: isoTime(linkedAt), last_sign_in_at: optionalIsoTime(lastSignInAt) },
  }));
}

/**
 * The member `sessions` of `GET /sessions`.
 * @param current The session of the request, which the document marks.
 */
export function sessionListDocument(
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
    created_at: isoTime(session.createdAt),
    last_seen_at: isoTime(session.lastSeenAt),
    idle_expires_at: isoTime(idleEnd(session, limits)),
    expires_at: isoTime(absoluteEnd(session, limits)),
  };
}

/**
 * When (`auth_time`) and how (`acr`, `amr`) the person authenticated at the provider, if the ID token had these claims.
 */
function describeAuthentication({ signIn: { authenticatedAt }, acr, amr }: Session): object {
  return { auth_time: authenticatedAt > 0 ? isoTime(authenticatedAt * 1000) : undefined, acr, amr };
}
