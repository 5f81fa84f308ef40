import { isDeepStrictEqual } from 'node:util';
import type { SyncableAttribute } from '../contract/settings.ts';
import type { Profile } from './profile.ts';

const fields: Readonly<Record<SyncableAttribute, readonly (keyof Profile)[]>> = {
  name: ['name', 'firstName', 'lastName'],
  email: ['email', 'emailVerified', 'emailVerifiedBy'],
  location: ['address', 'location'],
  organization: ['organization'],
  job_title: ['jobTitle'],
};

/** A stored profile after it was synced with the provider's claims at a sign-in. */
export interface SyncedProfile {
  readonly profile: Profile;
  /** The attributes that the sync has changed, at least one. */
  readonly attributes: readonly SyncableAttribute[];
}

/**
 * Updates a stored profile with the provider's current claims. Attributes that the provider omits are not changed. An
 * email address is updated only if the provider has verified the new one. If another provider vouches for the same email
 * address already, that provider stays the one that does.
 * @param attributes The attributes that the configuration lets the provider update.
 * @returns undefined if nothing changes.
 */
export function syncProfile(
  stored: Profile,
  claimed: Profile,
  attributes: readonly SyncableAttribute[],
): SyncedProfile | undefined {
  let profile = stored;
  const changed = attributes.filter((attribute) => {
    if (attribute === 'email' && !changesAddress(stored, claimed)) return false;
    const news = Object.fromEntries(
      fields[attribute].map((field) => [field, claimed[field]]).filter(([, value]) => value !== undefined),
    );
    const before = profile;
    profile = { ...profile, ...news };
    return !isDeepStrictEqual(profile, before);
  });
  return changed.length === 0 ? undefined : { profile, attributes: changed };
}

function changesAddress(stored: Profile, claimed: Profile): boolean {
  return claimed.emailVerified && (stored.emailVerifiedBy === undefined || stored.email !== claimed.email);
}
