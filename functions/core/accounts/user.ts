import type { Profile } from './profile.ts';
import type { SignOutMoment } from './sign-out.ts';

/** GitLab's states of an account. */
export const userStates = ['active', 'blocked_pending_approval', 'blocked', 'banned', 'deactivated'] as const;
export type UserState = (typeof userStates)[number];

/** A user's identity at one provider. */
export interface Identity {
  /** Identifier of the user at the provider: its subject (`sub`), as a rule. */
  readonly uid: string;
  /** When it was linked to this account, milliseconds since the epoch. */
  readonly linkedAt: number;
  /** Milliseconds since the epoch; absent for an identity that was never used to sign in. */
  readonly lastSignInAt?: number;
  /** The provider's last logout of all the user's sessions from it. */
  readonly signedOut?: SignOutMoment;
  /** The provider's last logout of all the user's sessions that have no `sid`. */
  readonly signedOutWithoutSid?: SignOutMoment;
}

/** Time and IP address of a sign-in. */
export interface SignInRecord {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Absent if unknown, as for imported sign-ins. */
  readonly ip?: string;
}

/** Revocation cutoff: all of a user's sessions that were created up to then are ended. */
export interface SessionsEnded {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Identifier of the one session that is exempt. */
  readonly except?: string;
}

/** A user as stored. Times are milliseconds since the epoch. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly createdAt: number;
  readonly signInCount: number;
  readonly currentSignIn?: SignInRecord;
  /** The sign-in before the current one. */
  readonly lastSignIn?: SignInRecord;
  readonly sessionsEnded?: SessionsEnded;
  /** By the provider's name. */
  readonly identities: Readonly<Record<string, Identity>>;
}

/** A user's identity at a provider, if there is one. */
export function identityAt(user: User, provider: string): Identity | undefined {
  return Object.hasOwn(user.identities, provider) ? user.identities[provider] : undefined;
}
