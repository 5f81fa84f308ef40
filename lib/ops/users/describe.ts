import { describeUser } from '../../../functions/core/accounts/describe-user.ts';
import type { SignInTrace, User } from '../../../functions/core/accounts/user.ts';
import { isoTime } from '../cli/time.ts';

/** An account for machines, in `GET /session`'s names; what is not known is left out. */
export function describeAccount(user: User): object {
  return {
    ...describeUser(user),
    sign_in_count: user.signInCount,
    ...describeSignIn('current', user.currentSignIn),
    ...describeSignIn('last', user.lastSignIn),
    identities: Object.entries(user.identities).map(([provider, identity]) => ({
      provider,
      uid: identity.uid,
      linked_at: isoTime(identity.linkedAt),
      last_sign_in_at: identity.lastSignInAt === undefined ? undefined : isoTime(identity.lastSignInAt),
    })),
  };
}

function describeSignIn(which: 'current' | 'last', signIn: SignInTrace | undefined): object {
  return signIn === undefined
    ? {}
    : { [`${which}_sign_in_at`]: isoTime(signIn.at), [`${which}_sign_in_ip`]: signIn.ip };
}
