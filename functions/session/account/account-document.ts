import type { SignInMethodsChange, SignInRecord } from '../../core/accounts/user.ts';
import { isoTime, optionalIsoTime } from '../../core/base/iso-time.ts';
import type { SessionLimits } from '../../core/contract/settings.ts';
import { sessionDocument, sessionListDocument } from '../../core/session-document.ts';
import type { Account } from './model.ts';

/**
 * The JSON document of `GET /account`: that of `GET /session`, and also the last sign-ins, all of the user's sessions,
 * all providers, and the last change of the sign-in methods if it is recent.
 */
export function accountDocument(account: Account, limits: SessionLimits): object {
  const { user, session, sessions, providers, methodsChange } = account;
  return {
    ...sessionDocument(account, limits),
    sign_ins: {
      count: user.signInCount,
      current: user.currentSignIn && describeTrace(user.currentSignIn),
      last: user.lastSignIn && describeTrace(user.lastSignIn),
    },
    sessions: sessionListDocument(sessions, session, limits),
    providers: providers.map(({ name, label, usable, identity, canLink, canUnlink }) => ({
      name,
      label,
      enabled: usable,
      linked: identity !== undefined,
      uid: identity?.uid,
      linked_at: optionalIsoTime(identity?.linkedAt),
      last_sign_in_at: optionalIsoTime(identity?.lastSignInAt),
      can_link: canLink,
      can_unlink: canUnlink,
    })),
    sign_in_methods_change: methodsChange && describeChange(methodsChange),
  };
}

function describeChange({ change, provider, at, ip, device }: SignInMethodsChange): object {
  return { change, provider, at: isoTime(at), ip, device };
}

function describeTrace({ at, ip }: SignInRecord): object {
  return { at: isoTime(at), ip };
}
