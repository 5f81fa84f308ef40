import type { SignInTrace } from '../../core/accounts/user.ts';
import type { SessionLimits } from '../../core/contract/settings.ts';
import { describeSessions, describeSignedIn, optionalTime, time } from '../describe.ts';
import type { Account } from './model.ts';

/** The document of `GET /account`: that of `GET /session`, with sign-ins, sessions and providers. */
export function describeAccount(account: Account, limits: SessionLimits): object {
  const { user, session, sessions, providers } = account;
  return {
    ...describeSignedIn(account, limits),
    sign_ins: {
      count: user.signInCount,
      current: user.currentSignIn && describeTrace(user.currentSignIn),
      last: user.lastSignIn && describeTrace(user.lastSignIn),
    },
    sessions: describeSessions(sessions, session, limits),
    providers: providers.map(({ name, label, usable, identity, canUnlink }) => ({
      name,
      label,
      enabled: usable,
      linked: identity !== undefined,
      uid: identity?.uid,
      linked_at: optionalTime(identity?.linkedAt),
      last_sign_in_at: optionalTime(identity?.lastSignInAt),
      can_unlink: canUnlink,
    })),
  };
}

function describeTrace({ at, ip }: SignInTrace): object {
  return { at: time(at), ip };
}
