import { type Profile, withDisplayName } from '../core/accounts/profile.ts';
import type { User, UserState } from '../core/accounts/user.ts';
import { suggestedUsername, usernameCandidate } from '../core/accounts/username.ts';
import type { Random } from '../core/base/random.ts';
import { newUserId } from '../core/sessions/session-cookie.ts';

/** Who comes for the first time, and what the policy says of the account. */
export interface Newcomer {
  readonly provider: string;
  readonly uid: string;
  /** As claimed. */
  readonly profile: Profile;
  readonly state: UserState;
  readonly external: boolean;
  /** The address that the person comes from. */
  readonly ip: string;
}

/**
 * The user to be made of a newcomer.
 * @param turn How many usernames proved taken before.
 */
export function newUser(
  newcomer: Newcomer,
  turn: number,
  { clock, random }: { readonly clock: () => number; readonly random: Random },
): User {
  const { provider, uid, state, external, ip } = newcomer;
  const now = clock();
  const profile = withDisplayName(newcomer.profile);
  const signsIn = state === 'active';
  return {
    id: newUserId(random),
    username: usernameCandidate(suggestedUsername(profile), turn, () => fraction(random)),
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
