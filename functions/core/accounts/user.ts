import type { SignOutMoment } from '../sessions/sign-out.ts';
import type { Profile } from './profile.ts';

/** GitLab's states of an account. */
export const userStates = ['active', 'blocked_pending_approval', 'blocked', 'banned', 'deactivated'] as const;
export type UserState = (typeof userStates)[number];

/** A user's identity at one provider. */
export interface Identity {
  /** The subject (`sub`) at the provider. */
  readonly uid: string;
  /** Milliseconds since the epoch. */
  readonly lastSignInAt: number;
  /** When the provider last ended all the user's sessions from it. */
  readonly signedOut?: SignOutMoment;
  /** The same for those of the sessions that the provider had given no `sid`. */
  readonly signedOutWithoutSid?: SignOutMoment;
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
  /** By the provider's name. */
  readonly identities: Readonly<Record<string, Identity>>;
}
