/** When a sign-in happened, by our clock and by the provider's: what a logout that comes beside it is held against. */
export interface SignInMoment {
  /** Start of the login attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  /**
   * `auth_time` of the ID token, seconds since the epoch; 0 where the provider does not say. Its `iat` would not do: the
   * token is made when the code is exchanged, which can be long after the logout of the very authentication it is of.
   */
  readonly authenticatedAt: number;
}

/** When a provider signed a person out. */
export interface SignOutMoment {
  /** When the logout reached us, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** `iat` of its token, seconds since the epoch; by our own clock where it came by the front channel, without one. */
  readonly issuedAt: number;
}

/**
 * Whether a logout means a sign-in: the login had begun when the logout arrived, and the person is not known to have
 * authenticated since. So a logout wins over the login that it overtakes or runs beside, and a later login is a new one.
 */
export function isSignedOut(signIn: SignInMoment, signOut: SignOutMoment | undefined): boolean {
  if (signOut === undefined) return false;
  return signIn.startedAt <= signOut.arrivedAt && signIn.authenticatedAt <= signOut.issuedAt;
}
