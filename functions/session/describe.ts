import type { User } from '../core/accounts/user.ts';
import type { SessionLimits } from '../core/names.ts';
import { absoluteEnd, idleEnd, type Session } from '../core/sessions/session.ts';

/** The document of `GET /session`. Times are ISO 8601 in UTC; what the person did not share is left out. */
export function describeSession(
  { user, session }: { readonly user: User; readonly session: Session },
  limits: SessionLimits,
): object {
  return {
    user: describeUser(user),
    session: {
      id: session.id,
      provider: session.provider,
      created_at: time(session.createdAt),
      last_seen_at: time(session.lastSeenAt),
      idle_expires_at: time(idleEnd(session, limits)),
      expires_at: time(absoluteEnd(session, limits)),
    },
  };
}

function describeUser(user: User): object {
  const { profile } = user;
  return {
    id: user.id,
    username: user.username,
    name: profile.name,
    first_name: profile.firstName,
    last_name: profile.lastName,
    email: profile.email,
    email_verified: profile.emailVerified,
    phone: profile.phone,
    address: profile.address,
    location: profile.location,
    state: user.state,
    external: user.external,
    created_at: time(user.createdAt),
    identities: Object.entries(user.identities).map(([provider, { uid, lastSignInAt }]) => ({
      provider,
      uid,
      last_sign_in_at: time(lastSignInAt),
    })),
  };
}

/** Milliseconds since the epoch as ISO 8601. */
export function time(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
