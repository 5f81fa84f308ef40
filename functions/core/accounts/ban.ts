import { Problem } from '../errors.ts';
import { emailKey, type Profile } from './profile.ts';

/** Email address of a profile as a ban compares it, and whether the provider has verified it. */
export interface BannedAddress {
  /** The email address as `emailKey` returns it, so that look-alikes are refused too. */
  readonly key: string;
  readonly verified: boolean;
}

/** The email address of a profile, verified or not; undefined if it has none. */
export function addressOf({ email, emailVerified }: Profile): BannedAddress | undefined {
  return email === undefined ? undefined : { key: emailKey(email), verified: emailVerified };
}

/**
 * Whether a ban of one email address covers another one. An address that the banned account has not proved covers only
 * those who have not proved it either: anybody can enter somebody else's address at a provider.
 */
export function coversAddress(banned: BannedAddress, other: BannedAddress | undefined): boolean {
  return banned.key === other?.key && (banned.verified || !other.verified);
}

/**
 * The problem that refuses a newcomer or a link, if an account was banned everywhere together with the identity or the
 * email address.
 * @param userId Identifier of the banned account, which may have been deleted since; undefined if there is none.
 */
export function banProblem(userId: string | undefined): Problem | undefined {
  if (userId === undefined) return undefined;
  const log = { state: 'banned', user: userId };
  return new Problem('account_blocked', 'the identity or the email address was banned with an account', {
    details: { banned: true },
    log,
  });
}
