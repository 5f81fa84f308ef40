import type { SignInMethodsChange, User } from '../../core/accounts/user.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { AccountProvider } from './providers.ts';

/** Everything that the account page and its JSON document show. */
export interface Account {
  readonly user: User;
  /** The session of the request. */
  readonly session: Session;
  /** All active sessions of the user; the session of the request is the first. */
  readonly sessions: readonly Session[];
  readonly providers: readonly AccountProvider[];
  /** The last change of the sign-in methods, if it is recent. */
  readonly methodsChange?: SignInMethodsChange;
}
