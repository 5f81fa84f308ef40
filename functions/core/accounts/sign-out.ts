/**
 * Time of a sign-in, once by our clock and once by the provider's. Both are compared with the time of a concurrent
 * logout at the provider.
 */
export interface SignInMoment {
  /** Start of the login attempt, milliseconds since the epoch. */
  readonly startedAt: number;
  /**
   * `auth_time` of the ID token, seconds since the epoch, at most the time at which the ID token was verified; 0 if the
   * provider omits it. The ID token's `iat` would be
   * misleading. The token is issued when the code is exchanged, which can be long after a logout that ended the same
   * authentication.
   */
  readonly authenticatedAt: number;
}

/** Time of a logout that a provider has sent, once by our clock and once by the provider's. */
export interface SignOutMoment {
  /** Arrival of the logout, milliseconds since the epoch. */
  readonly arrivedAt: number;
  /**
   * `iat` of the logout token, seconds since the epoch, at most the time of arrival. A front-channel logout has no token, so its arrival by our
   * clock is used.
   */
  readonly issuedAt: number;
}

/**
 * Whether a logout at the provider also ends a sign-in. It does if the login attempt had started when the logout
 * arrived, unless `auth_time` shows that the person has authenticated since. So a logout wins over a concurrent login,
 * and does not affect a later one.
 */
export function isSignedOut(signIn: SignInMoment, signOut: SignOutMoment | undefined): boolean {
  if (signOut === undefined) return false;
  return signIn.startedAt <= signOut.arrivedAt && signIn.authenticatedAt <= signOut.issuedAt;
}
