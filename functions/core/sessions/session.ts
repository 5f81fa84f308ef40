import { isSignedOut, type SignInMoment } from '../accounts/sign-out.ts';
import { identityAt, type User } from '../accounts/user.ts';
import type { SessionLimits } from '../contract/settings.ts';
import type { Strength } from '../oidc/id-token/strength.ts';

/** A session as stored, with how the person authenticated at the provider. Times are milliseconds since the epoch. */
export interface Session extends Strength {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  /** Session id at the provider, if the ID token had one (Back-Channel Logout 1.0 section 2.1). */
  readonly sid?: string;
  readonly createdAt: number;
  /** Time of the sign-in that opened it, to be compared with a logout by the provider. */
  readonly signIn: SignInMoment;
  /** Hash of the state of the login attempt that opened it. */
  readonly attempt: string;
  readonly lastSeenAt: number;
  /** The absolute end, fixed at sign-in. */
  readonly endsAt: number;
  /** Bounded text of the User-Agent header. */
  readonly userAgent: string;
  /** Browser and system of the User-Agent header, to be shown: "Firefox on Linux". Absent if unknown. */
  readonly device?: string;
  readonly ip: string;
  /** The provider's `end_session_endpoint`, if it has one. */
  readonly endSessionEndpoint?: string;
  /** ID token hint for the provider's sign-out, sealed. */
  readonly sealedIdToken?: string;
}

/** Absolute end of the session: as fixed at sign-in, or sooner if the configured limit has become shorter since. */
export function absoluteEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.endsAt, session.createdAt + limits.absoluteSeconds * 1000);
}

/** End of the session if it is not used again: idle limit or absolute end, whichever comes first. */
export function idleEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.lastSeenAt + limits.idleSeconds * 1000, absoluteEnd(session, limits));
}

/**
 * Whether a session is active: not expired (OWASP ASVS 5, V7.3), not before the user's revocation cutoff, not signed out
 * by its provider, and opened through an identity that the user still has. Rows may outlive their session's end.
 */
export function isAlive(session: Session, user: User, limits: SessionLimits, now: number): boolean {
  const identity = identityAt(user, session.provider);
  if (now >= idleEnd(session, limits) || wasEnded(session, user)) return false;
  // Linking an unlinked identity again revives no earlier session.
  if (identity === undefined || session.createdAt < identity.linkedAt) return false;
  if (isSignedOut(session.signIn, identity.signedOut)) return false;
  return session.sid !== undefined || !isSignedOut(session.signIn, identity.signedOutWithoutSid);
}

function wasEnded(session: Session, { sessionsEnded }: User): boolean {
  return sessionsEnded !== undefined && session.createdAt <= sessionsEnded.at && session.id !== sessionsEnded.except;
}

/**
 * Whether to write this use (sliding expiry). At most one write an hour, or eight per idle period if that is short: so most
 * session checks only read, and the idle limit is off by an eighth at most.
 */
export function shouldTouch(session: Session, limits: SessionLimits, now: number): boolean {
  return now - session.lastSeenAt >= Math.min(3_600_000, (limits.idleSeconds * 1000) / 8);
}
