import type { SessionLimits } from '../names.ts';

/** A session as stored. Times are milliseconds since the epoch. */
export interface Session {
  readonly id: string;
  readonly userId: string;
  readonly provider: string;
  /** The provider's own session, where its ID token named one (Back-Channel Logout 1.0 section 2.1). */
  readonly sid?: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  /** The absolute end, fixed at sign-in. */
  readonly endsAt: number;
  /** Bounded text of the User-Agent header. */
  readonly userAgent: string;
  readonly ip: string;
  /** ID token for the provider's logout, sealed. */
  readonly sealedIdToken?: string;
}

/** When the session ends if it is not used again: idle limit or absolute end, whichever comes first. */
export function idleEnd(session: Session, limits: SessionLimits): number {
  return Math.min(session.lastSeenAt + limits.idleSeconds * 1000, session.endsAt);
}

/**
 * Whether a session is alive by the clock (OWASP ASVS 5, V7.3). A row that lingers after its end is dead all the same.
 * @param signedOutAt When the provider last ended all of the user's sessions from it, if ever.
 */
export function isAlive(session: Session, limits: SessionLimits, now: number, signedOutAt = 0): boolean {
  return now < idleEnd(session, limits) && session.createdAt > signedOutAt;
}

/**
 * Whether this use should be written down. At most one write an hour, or eight in an idle period where that is short:
 * a session check is a read, and the idle limit is only ever an eighth off.
 */
export function shouldTouch(session: Session, limits: SessionLimits, now: number): boolean {
  return now - session.lastSeenAt >= Math.min(3_600_000, (limits.idleSeconds * 1000) / 8);
}
