import type { User } from '../../core/accounts/user.ts';
import type { Session } from '../../core/sessions/session.ts';
import type { AccountProvider } from './providers.ts';

/** An account with all that its owner may see. */
export interface Account {
  readonly user: User;
  /** The session of the request. */
  readonly session: Session;
  /** All active sessions, that of the request first. */
  readonly sessions: readonly Session[];
  readonly providers: readonly AccountProvider[];
}
