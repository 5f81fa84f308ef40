import { isDeepStrictEqual } from 'node:util';
import type { SyncableAttribute } from '../contract/settings.ts';
import type { Profile } from './profile.ts';

const fields: Readonly<Record<SyncableAttribute, readonly (keyof Profile)[]>> = {
  name: ['name', 'firstName', 'lastName'],
  email: ['email', 'emailVerified'],
  location: ['address', 'location'],
  organization: ['organization'],
  job_title: ['jobTitle'],
};

/** A profile as a sign-in changes it. */
export interface SyncedProfile {
  readonly profile: Profile;
  /** What changed, at least one. */
  readonly attributes: readonly SyncableAttribute[];
}

/**
 * Keeps a profile in step with what the provider says now. What it leaves out stays as it was; an address is taken only
 * where it is verified.
 * @returns undefined where nothing changes.
 */
export function syncProfile(
  stored: Profile,
  claimed: Profile,
  attributes: readonly SyncableAttribute[],
): SyncedProfile | undefined {
  let profile = stored;
  const changed = attributes.filter((attribute) => {
    if (attribute === 'email' && !claimed.emailVerified) return false;
    const news = Object.fromEntries(
      fields[attribute].map((field) => [field, claimed[field]]).filter(([, value]) => value !== undefined),
    );
    const before = profile;
    profile = { ...profile, ...news };
    return !isDeepStrictEqual(profile, before);
  });
  return changed.length === 0 ? undefined : { profile, attributes: changed };
}
