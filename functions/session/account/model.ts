import type { User } from '../../core/accounts/user.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { AccountProvider } from './providers.ts';

/** All that there is to say of an account to its owner. */
export interface Account {
  readonly user: User;
  /** The session of the request. */
  readonly session: Session;
  /** All that are alive, that of the request first. */
  readonly sessions: readonly Session[];
  readonly providers: readonly AccountProvider[];
}
