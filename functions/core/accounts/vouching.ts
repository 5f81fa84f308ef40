import { mailbox, type Profile, verifiedEmailKey } from './profile.ts';

/**
 * The verified email address that becomes unverified if the identity at a provider is unlinked. That is the address for
 * which this provider vouches, or for which no known provider does.
 * @returns The address's key (`emailKey`); undefined if another provider vouches for it, or it is not verified.
 */
export function addressVouchedBy(profile: Profile, provider: string): string | undefined {
  const { emailVerifiedBy: voucher = provider } = profile;
  return voucher === provider ? verifiedEmailKey(profile) : undefined;
}

/**
 * Whether a provider's claims vouch for the stored email address, and no known provider does so yet. The stored address
 * is then unverified, for example after the identity that vouched for it was unlinked, or it was imported.
 */
export function confirmsAddress(stored: Profile, claimed: Profile): boolean {
  return claimed.emailVerified && stored.emailVerifiedBy === undefined && isSameMailbox(stored, claimed);
}

/**
 * Whether two profiles have the same email address, verified or not. Look-alike email addresses do not count as the
 * same, since they may be another person's mailbox.
 */
export function isSameMailbox({ email: one }: Profile, { email: other }: Profile): boolean {
  return one !== undefined && other !== undefined && mailbox(one) === mailbox(other);
}
