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
  /** When the provider last ended all the user's sessions from it. Milliseconds since the epoch. */
  readonly signedOutAt?: number;
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
