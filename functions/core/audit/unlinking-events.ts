import type { User } from '../accounts/user.ts';
import { addressVouchedBy } from '../accounts/vouching.ts';
import type { AuditEvent } from './event.ts';

/**
 * The audit events of unlinking a user's identity at a provider: also the change of the profile, if the email address
 * is no longer verified because that provider vouched for it.
 * @param by Who unlinks the identity, and from where.
 */
export function unlinkingEvents<By extends Partial<AuditEvent>>(
  { id, profile }: User,
  provider: string,
  by: By,
): readonly (By & Pick<AuditEvent, 'event' | 'user' | 'provider' | 'attributes' | 'reason'>)[] {
  const about = { ...by, user: id, provider };
  const unlinked = { ...about, event: 'identity.unlinked' } as const;
  if (addressVouchedBy(profile, provider) === undefined) return [unlinked];
  const reason = 'the provider that vouched for the email address was unlinked';
  return [unlinked, { ...about, event: 'user.profile_changed', attributes: ['email'], reason }];
}
