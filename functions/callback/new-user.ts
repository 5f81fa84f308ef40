import { type Profile, withDisplayName } from '../core/accounts/profile.ts';
import type { User, UserState } from '../core/accounts/user.ts';
import { suggestedUsername, usernameCandidate } from '../core/accounts/username.ts';
import type { Random } from '../core/base/random.ts';
import { newUserId } from '../core/sessions/session-cookie.ts';

/**
 * A person who signs in for the first time, with the account policy's decision: the new account's state, and whether it
 * is external.
 */
export interface Newcomer {
  readonly provider: string;
  readonly uid: string;
  /** Profile, normalised from the provider's claims. */
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  /** Source IP address of the sign-in. */
  readonly ip: string;
}

/**
 * Creates the user of a person who signs in for the first time.
 * @param attempt How many attempts to write the user have failed, for example because the username was taken. From 1
 * on, the username is varied.
 */
export function newUser(
  newcomer: Newcomer,
  attempt: number,
  { clock, random }: { readonly clock: () => number; readonly random: Random },
): User {
  const { provider, uid, state, external, ip } = newcomer;
  const now = clock();
  const profile = withDisplayName(newcomer.profile);
  const signsIn = state === 'active';
  return {
    id: newUserId(random),
    username: usernameCandidate(suggestedUsername(profile), attempt, () => fraction(random)),
    profile,
    state,
    external,
    createdAt: now,
    signInCount: signsIn ? 1 : 0,
    ...(signsIn && { currentSignIn: { at: now, ip } }),
    identities: { [provider]: { uid, linkedAt: now, ...(signsIn && { lastSignInAt: now }) } },
  };
}

function fraction(random: Random): number {
  return Buffer.from(random(4)).readUInt32BE() / 2 ** 32;
}
