import { normaliseProfile } from '../core/accounts/profile.ts';
import type { User, UserState } from '../core/accounts/user.ts';
import { suggestedUsername, usernameCandidate } from '../core/accounts/username.ts';
import { newUserId, type Random } from '../core/sessions/session-token.ts';
import type { Person } from './authenticate.ts';

/**
 * The user to be made of a person who comes for the first time.
 * @param turn How many usernames proved taken before.
 */
export function newUser(
  { provider, idToken, claims }: Person,
  { state, external }: { readonly state: UserState; readonly external: boolean },
  turn: number,
  { clock, random }: { readonly clock: () => number; readonly random: Random },
): User {
  const now = clock();
  const profile = normaliseProfile(claims);
  return {
    id: newUserId(random),
    username: usernameCandidate(suggestedUsername(profile), turn, () => fraction(random)),
    profile,
    state,
    external,
    createdAt: now,
    signInCount: state === 'active' ? 1 : 0,
    identities: { [provider]: { uid: idToken.subject, lastSignInAt: now } },
  };
}

function fraction(random: Random): number {
  return Buffer.from(random(4)).readUInt32BE() / 2 ** 32;
}
