import type { SignInRecord, User, UserState } from '../../../functions/core/accounts/user.ts';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { userDocument } from '../../../functions/core/session-document.ts';
import type { ListShape } from '../cli/output.ts';
import { tableTime } from '../cli/time.ts';

/** How accounts are listed. */
export const userShape: ListShape<User> = {
  columns: [
    { title: 'USER', of: ({ username }) => username, least: 10 },
    { title: 'E-MAIL (? NOT VERIFIED)', of: addressOf, least: 12 },
    { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => stateStyles[state] },
    { title: 'PROVIDERS', of: ({ identities }) => Object.keys(identities).join(' '), least: 9 },
    { title: 'CREATED (UTC)', of: ({ createdAt }) => tableTime(createdAt).slice(0, 16) },
  ],
  document: exportedAccount,
};

/**
 * An address that is not verified finds nobody, and is not to be taken for one that does: the mark stands before it,
 * where nothing is cut, and no address has the space behind it.
 */
function addressOf({ profile: { email, emailVerified } }: User): string | undefined {
  return email === undefined || emailVerified ? email : `? ${email}`;
}

/** An account for machines, in `GET /session`'s names; what is not known is left out. */
export function exportedAccount(user: User): object {
  return {
    ...userDocument(user),
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

function describeSignIn(which: 'current' | 'last', signIn: SignInRecord | undefined): object {
  return signIn === undefined
    ? {}
    : { [`${which}_sign_in_at`]: isoTime(signIn.at), [`${which}_sign_in_ip`]: signIn.ip };
}

/** The colours by which a terminal tells the states of accounts apart. */
export const stateStyles = {
  active: 'green',
  blocked_pending_approval: 'yellow',
  blocked: 'red',
  banned: 'red',
  deactivated: 'dim',
} as const satisfies Readonly<Record<UserState, string>>;
