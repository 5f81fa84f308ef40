import { isSignedOut, type SignInMoment } from '../accounts/sign-out.ts';
import { identityAt, type User } from '../accounts/user.ts';
import type { SessionLimits } from '../contract/settings.ts';
import type { Strength } from '../oidc/id-token/strength.ts';

/** A session as stored, with how the person authenticated at the provider. Times are milliseconds since the epoch. */
export interface Session extends Strength {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  /** The provider's own session, where its ID token named one (Back-Channel Logout 1.0 section 2.1). */
  readonly sid?: string;
  readonly createdAt: number;
  /** The sign-in that opened it: what a logout by the provider is held against. */
  readonly signIn: SignInMoment;
  /** Hash of the state of the login attempt that opened it. */
  readonly attempt: string;
  readonly lastSeenAt: number;
  /** The absolute end, fixed at sign-in. */
  readonly endsAt: number;
  /** Bounded text of the User-Agent header. */
  readonly userAgent: string;
  /** What it says of browser and system, for people: "Firefox on Linux". Absent where it says nothing known. */
  readonly device?: string;
  readonly ip: string;
  /** The provider's own sign-out, where it has one. */
  readonly endSessionEndpoint?: string;
  /** ID token for the provider's sign-out, sealed. */
  readonly sealedIdToken?: string;
}

/** When the session ends in any case: as fixed at sign-in, or sooner where the limit has become shorter since. */
export function absoluteEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.endsAt, session.createdAt + limits.absoluteSeconds * 1000);
}

/** When the session ends if it is not used again: idle limit or absolute end, whichever comes first. */
export function idleEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.lastSeenAt + limits.idleSeconds * 1000, absoluteEnd(session, limits));
}

/**
 * Whether a session is alive: by the clock (OWASP ASVS 5, V7.3), not ended with the user's others, not signed out by its
 * provider, and come through an identity that the user still has. A row that lingers after its end is dead all the same.
 */
export function isAlive(session: Session, user: User, limits: SessionLimits, now: number): boolean {
  const identity = identityAt(user, session.provider);
  if (now >= idleEnd(session, limits) || wasEnded(session, user)) return false;
  // An identity that was unlinked and is linked again brings nothing back that came through it before.
  if (identity === undefined || session.createdAt < identity.linkedAt) return false;
  if (isSignedOut(session.signIn, identity.signedOut)) return false;
  return session.sid !== undefined || !isSignedOut(session.signIn, identity.signedOutWithoutSid);
}

function wasEnded(session: Session, { sessionsEnded }: User): boolean {
  return sessionsEnded !== undefined && session.createdAt <= sessionsEnded.at && session.id !== sessionsEnded.except;
}

/**
 * Whether this use should be written down. At most one write an hour, or eight in an idle period where that is short:
 * a session check is a read, and the idle limit is only ever an eighth off.
 */
export function shouldTouch(session: Session, limits: SessionLimits, now: number): boolean {
  return now - session.lastSeenAt >= Math.min(3_600_000, (limits.idleSeconds * 1000) / 8);
}
