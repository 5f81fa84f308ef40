import type { Profile } from './profile.ts';
import type { SignOutMoment } from './sign-out.ts';

/** GitLab's states of an account. */
export const userStates = ['active', 'blocked_pending_approval', 'blocked', 'banned', 'deactivated'] as const;
export type UserState = (typeof userStates)[number];

/** A user's identity at one provider. */
export interface Identity {
  /** What the provider knows the user by: its subject (`sub`), as a rule. */
  readonly uid: string;
  /** When it became a way into this account, milliseconds since the epoch. */
  readonly linkedAt: number;
  /** Milliseconds since the epoch; absent for an identity that was never used to sign in. */
  readonly lastSignInAt?: number;
  /** When the provider last ended all the user's sessions from it. */
  readonly signedOut?: SignOutMoment;
  /** The same for those of the sessions that the provider had given no `sid`. */
  readonly signedOutWithoutSid?: SignOutMoment;
}

/** When and from which address a user signed in. */
export interface SignInTrace {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Absent where nobody knows it, as of sign-ins that an import counts. */
  readonly ip?: string;
}

/** The end of a user's sessions all at once: those made up to then are dead. */
export interface SessionsEnded {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Identifier of the one session that was to go on. */
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
  readonly currentSignIn?: SignInTrace;
  /** The sign-in before the current one. */
  readonly lastSignIn?: SignInTrace;
  readonly sessionsEnded?: SessionsEnded;
  /** By the provider's name. */
  readonly identities: Readonly<Record<string, Identity>>;
}

/** A user's identity at a provider, if there is one. */
export function identityAt(user: User, provider: string): Identity | undefined {
  return Object.hasOwn(user.identities, provider) ? user.identities[provider] : undefined;
}
