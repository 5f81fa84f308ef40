import type { SignInRecord, User, UserState } from '../../../functions/core/accounts/user.ts';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { userDocument } from '../../../functions/core/session-document.ts';
import type { ListShape } from '../cli/output.ts';
import { tableTime } from '../cli/time.ts';

/** Table columns and JSON form of a list of accounts. */
export const userShape: ListShape<User> = {
  columns: [
    { title: 'USER', of: ({ username }) => username, least: 10 },
    { title: 'EMAIL (? NOT VERIFIED)', of: addressOf, least: 12 },
    { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => stateStyles[state] },
    { title: 'PROVIDERS', of: ({ identities }) => Object.keys(identities).join(' '), least: 9 },
    { title: 'CREATED (UTC)', of: ({ createdAt }) => tableTime(createdAt).slice(0, 16) },
  ],
  document: exportedAccount,
};

/**
 * The account's email address, prefixed with `? ` if it is not verified, because commands find no account by an
 * unverified email address. The prefix stays visible when a narrow terminal cuts the cell. The prefix cannot be part of
 * an email address, which contains no space.
 */
function addressOf({ profile: { email, emailVerified } }: User): string | undefined {
  return email === undefined || emailVerified ? email : `? ${email}`;
}

/** An account as JSON, with the field names of `GET /session`; unknown values are omitted. */
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

/** Colours in which a terminal shows account states. */
export const stateStyles = {
  active: 'green',
  blocked_pending_approval: 'yellow',
  blocked: 'red',
  banned: 'red',
  deactivated: 'dim',
} as const satisfies Readonly<Record<UserState, string>>;
