import type { Profile } from './profile.ts';
import type { SignOutMoment } from './sign-out.ts';

/** States of an account, as in GitLab. `states.ts` defines the transitions between them. */
export const userStates = ['active', 'blocked_pending_approval', 'blocked', 'banned', 'deactivated'] as const;
export type UserState = (typeof userStates)[number];

/** A user's identity at one provider: an account at that provider, linked to the user's account in Postern. */
export interface Identity {
  /**
   * Identifier of the user at the provider. It is the `sub` claim, or `tid:oid` for a provider whose `sub` differs from
   * client to client.
   */
  readonly uid: string;
  /** When the identity was linked to this account, milliseconds since the epoch. */
  readonly linkedAt: number;
  /** Last sign-in with this identity, milliseconds since the epoch. Absent if it was never used to sign in. */
  readonly lastSignInAt?: number;
  /** When the provider last sent a logout for all sessions that the user had opened with this identity. */
  readonly signedOut?: SignOutMoment;
  /**
   * The last logout, sent by the provider, that ended only those sessions of this identity that have no `sid` (session
   * id at the provider).
   */
  readonly signedOutWithoutSid?: SignOutMoment;
}

/** Time and IP address of a sign-in. */
export interface SignInRecord {
  /** Time of the sign-in, milliseconds since the epoch. */
  readonly at: number;
  /** The IP address. Absent if unknown, for example for a sign-in that was imported. */
  readonly ip?: string;
}

/** Revocation cutoff: all sessions that the user opened up to this time are ended. */
export interface SessionsEnded {
  /** Time of the cutoff, milliseconds since the epoch. */
  readonly at: number;
  /** Identifier of a session that the cutoff does not end: the one in which the person ended all others. */
  readonly except?: string;
}

/** The last change of a user's sign-in methods (linked identities), of which the account page tells the person. */
export interface SignInMethodsChange {
  readonly change: 'linked' | 'unlinked';
  /** Name of the provider whose identity was linked or unlinked. */
  readonly provider: string;
  /** When it was changed, milliseconds since the epoch. */
  readonly at: number;
  /** IP address of the request. Absent if an operator made the change. */
  readonly ip?: string;
  /** Browser and operating system of the request; absent if unknown. */
  readonly device?: string;
}

/** A user (account) as stored. Times are milliseconds since the epoch. */
export interface User {
  readonly id: string;
  readonly username: string;
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  readonly createdAt: number;
  readonly signInCount: number;
  readonly currentSignIn?: SignInRecord;
  /** The sign-in before `currentSignIn`; absent if there was none. */
  readonly lastSignIn?: SignInRecord;
  readonly sessionsEnded?: SessionsEnded;
  readonly signInMethodsChange?: SignInMethodsChange;
  /** The user's linked identities, by provider name. */
  readonly identities: Readonly<Record<string, Identity>>;
}

/** A user's identity at a provider; undefined if none is linked. */
export function identityAt(user: User, provider: string): Identity | undefined {
  return Object.hasOwn(user.identities, provider) ? user.identities[provider] : undefined;
}
