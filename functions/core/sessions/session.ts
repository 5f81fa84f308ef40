import { isSignedOut, type SignInMoment } from '../accounts/sign-out.ts';
import { identityAt, type User } from '../accounts/user.ts';
import type { SessionLimits } from '../contract/settings.ts';
import type { Strength } from '../oidc/id-token/strength.ts';

/**
 * A session as stored, with how the person authenticated at the provider (`acr` and `amr`). Times are milliseconds
 * since the epoch.
 */
export interface Session extends Strength {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  /** Session id at the provider, if the ID token had one (Back-Channel Logout 1.0 section 2.1). */
  readonly sid?: string;
  readonly createdAt: number;
  /**
   * Time of the sign-in that opened the session. It decides whether a later logout at the provider ends the session.
   */
  readonly signIn: SignInMoment;
  /** Hash of the `state` of the login attempt that opened the session (`stateHash`). */
  readonly attempt: string;
  readonly lastSeenAt: number;
  /** Absolute end of the session, fixed at the sign-in. */
  readonly endsAt: number;
  /** The sign-in's User-Agent header, cut to a maximum length. */
  readonly userAgent: string;
  /**
   * Browser and operating system according to the User-Agent header, for display: "Firefox on Linux". Absent if
   * unknown.
   */
  readonly device?: string;
  readonly ip: string;
  /** The provider's `end_session_endpoint` at the time of the sign-in; absent if the provider had none. */
  readonly endSessionEndpoint?: string;
  /** The sealed (encrypted) ID token, sent to the provider's own sign-out as `id_token_hint`. */
  readonly sealedIdToken?: string;
}

/**
 * Absolute end of the session in milliseconds since the epoch. It is the end fixed at the sign-in, or an earlier one if
 * the configured limit was shortened since.
 */
export function absoluteEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.endsAt, session.createdAt + limits.absoluteSeconds * 1000);
}

/**
 * End of the session if it is not used again, in milliseconds since the epoch: the idle limit or the absolute end,
 * whichever comes first.
 */
export function idleEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.lastSeenAt + limits.idleSeconds * 1000, absoluteEnd(session, limits));
}

/**
 * Whether a session is active. It must not have expired (OWASP ASVS 5, V7.3), not precede the user's revocation cutoff,
 * and not be ended by a logout at its provider. The user must still have the identity that opened the session. The
 * table may still store sessions that have ended, so this check decides.
 */
export function isAlive(session: Session, user: User, limits: SessionLimits, now: number): boolean {
  const identity = identityAt(user, session.provider);
  if (now >= idleEnd(session, limits) || wasEnded(session, user)) return false;
  // If an identity was unlinked and linked again, the sessions from before the new link stay ended.
  if (identity === undefined || session.createdAt < identity.linkedAt) return false;
  if (isSignedOut(session.signIn, identity.signedOut)) return false;
  return session.sid !== undefined || !isSignedOut(session.signIn, identity.signedOutWithoutSid);
}

function wasEnded(session: Session, { sessionsEnded }: User): boolean {
  return sessionsEnded !== undefined && session.createdAt <= sessionsEnded.at && session.id !== sessionsEnded.except;
}

/**
 * Time at which a user's session is created, or the user's sessions are revoked, in milliseconds since the epoch. It is
 * the present time, unless clocks differ and something happened to the user at a later time: it is then moved there,
 * as by a logical clock. So a new session is never ended from the start, and a revocation cutoff covers every session
 * that was created before, and is later than the previous cutoff.
 * @param user The user as read.
 * @param now Milliseconds since the epoch.
 */
export function timeAfterEarlierOnes({ sessionsEnded, currentSignIn, identities }: User, now: number): number {
  return Math.max(
    now,
    // Sessions of the cutoff's own millisecond are revoked.
    sessionsEnded === undefined ? 0 : sessionsEnded.at + 1,
    currentSignIn?.at ?? 0,
    // Sessions from before an identity was linked are ended.
    ...Object.values(identities).map(({ linkedAt }) => linkedAt),
  );
}

/**
 * Whether to write the session's new `lastSeenAt` (sliding expiry). It is written at most once an hour, or once per
 * eighth of the idle limit if that is shorter. So most session checks only read, and the idle limit is off by an eighth
 * at most.
 */
export function shouldTouch(session: Session, limits: SessionLimits, now: number): boolean {
  return now - session.lastSeenAt >= Math.min(3_600_000, (limits.idleSeconds * 1000) / 8);
}
