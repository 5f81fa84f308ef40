import type { SignInMoment } from './sign-out.ts';
import { identityAt, type User } from './user.ts';

/**
 * How long an identity must have been linked before it may change the account's sign-in methods, in milliseconds: a
 * day. Somebody who has linked an identity of their own with a stolen session cannot remove the owner's with it on the
 * same day. Meanwhile the owner, who is told of the change at every visit of the account page, can unlink it.
 */
export const establishedAfterMs = 24 * 3_600_000;

/** The sign-in that opened a session. Times are milliseconds since the epoch. */
interface OpenedSession {
  /** Name of the provider through which the session was opened. */
  readonly provider: string;
  readonly createdAt: number;
  readonly signIn: SignInMoment;
}

/**
 * When the identity at a provider is established, so that a sign-in with it may change the account's sign-in methods.
 * The identity that the account was created with is established from the start, a linked one after a day.
 * @returns Milliseconds since the epoch; undefined if no identity is linked at the provider.
 */
export function establishedAt(user: User, provider: string): number | undefined {
  const linkedAt = identityAt(user, provider)?.linkedAt;
  if (linkedAt === undefined) return undefined;
  return linkedAt === user.createdAt ? linkedAt : linkedAt + establishedAfterMs;
}

/** Whether the identity at a provider is established. */
export function isEstablished(user: User, provider: string, now: number): boolean {
  return (establishedAt(user, provider) ?? Number.POSITIVE_INFINITY) <= now;
}

/**
 * Whether the person authenticated recently: the session is not older than `freshSeconds`, and neither is the
 * authentication at the provider, if the ID token had `auth_time`.
 * @param now Milliseconds since the epoch.
 */
export function isFresh({ createdAt, signIn }: OpenedSession, freshSeconds: number, now: number): boolean {
  const { authenticatedAt } = signIn;
  const since = authenticatedAt > 0 ? Math.min(createdAt, authenticatedAt * 1000) : createdAt;
  return now - since <= freshSeconds * 1000;
}

/**
 * Whether a session may change its account's sign-in methods (OWASP ASVS 5, V7.5.1). It may if the person authenticated
 * recently, and with an identity that is established.
 * @param now Milliseconds since the epoch.
 */
export function mayChangeSignInMethods(
  { user, session }: { readonly user: User; readonly session: OpenedSession },
  freshSeconds: number,
  now: number,
): boolean {
  return isFresh(session, freshSeconds, now) && isEstablished(user, session.provider, now);
}
