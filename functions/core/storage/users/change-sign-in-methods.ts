import { identityAt, type SignInMethodsChange, type User } from '../../accounts/user.ts';
import type { Session } from '../../sessions/session.ts';
import type { UserUpdate } from './user-update.ts';

/** The session in which a person changes the account's sign-in methods. */
export type ChangingSession = Pick<Session, 'id' | 'provider'>;

/**
 * Adds to a write of the user what every change of sign-in methods by a person does. It stores the change, of which the
 * account page tells the person, and revokes all sessions except the one that requested the change. Requires that
 * neither that session nor the identity that opened it was revoked since the user was read.
 */
export function changedInSession(
  update: UserUpdate,
  user: User,
  change: SignInMethodsChange,
  session: ChangingSession,
): UserUpdate {
  const openedWith = identityAt(user, session.provider);
  if (openedWith !== undefined) update.sameIdentity(session.provider, openedWith);
  return update.methodsChanged(change).sessionsEnded(user, { at: change.at, except: session.id });
}
