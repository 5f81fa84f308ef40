/** Time of a sign-in, by our clock and by the provider's: compared with that of a concurrent logout. */
export interface SignInMoment {
  /** Start of the login attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  /**
   * `auth_time` of the ID token, seconds since the epoch; 0 if the provider omits it. Its `iat` does not serve: the token
   * is issued when the code is exchanged, which can be long after the logout of that same authentication.
   */
  readonly authenticatedAt: number;
}

/** Time of a logout by a provider. */
export interface SignOutMoment {
  /** Arrival of the logout, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /** `iat` of its token, seconds since the epoch; by our own clock for a front-channel logout, which has no token. */
  readonly issuedAt: number;
}

/**
 * Whether a logout ends a sign-in: the login had begun when the logout arrived, and the person is not known to have
 * authenticated since. So a logout wins over a concurrent login, and does not affect a later one.
 */
export function isSignedOut(signIn: SignInMoment, signOut: SignOutMoment | undefined): boolean {
  if (signOut === undefined) return false;
  return signIn.startedAt <= signOut.arrivedAt && signIn.authenticatedAt <= signOut.issuedAt;
}
