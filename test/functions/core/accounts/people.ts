import type { Candidate } from '../../../../functions/core/accounts/policy.ts';
import type { Profile } from '../../../../functions/core/accounts/profile.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import type { AccountRules } from '../../../../functions/core/contract/settings.ts';

/** The strictest rules: nobody gets in who is not known. */
export const strictRules: AccountRules = {
  allowSingleSignOn: [],
  blockAutoCreatedUsers: true,
  autoApprove: [],
  autoLinkUser: [],
  externalProviders: [],
  syncProfileFromProvider: [],
  syncProfileAttributes: ['email'],
};

/** Somebody whom the provider `corp` vouches for. */
export function candidate(profile: Partial<Profile> = {}, changes: Partial<Candidate['provider']> = {}): Candidate {
  return {
    provider: { name: 'corp', linkable: true, allowedEmailDomains: [], blockedEmailDomains: [], ...changes },
    uid: 'alice',
    profile: { emailVerified: false, ...profile },
  };
}

/** Somebody who has an account. */
export function account(changes: Partial<User> = {}): User {
  return {
    id: 'usr_1',
    username: 'alice',
    profile: { emailVerified: false },
    state: 'active',
    external: false,
    createdAt: Date.UTC(2026, 10, 23),
    signInCount: 1,
    identities: { corp: { uid: 'alice', linkedAt: 0 } },
    ...changes,
  };
}
