import type { User } from '../../../functions/core/accounts/user.ts';
import type { ListShape } from '../cli/output.ts';
import { tableTime } from '../cli/time.ts';
import { describeAccount } from './describe.ts';
import { stateStyles } from './state-styles.ts';

/** How accounts are listed. */
export const userShape: ListShape<User> = {
  columns: [
    { title: 'USER', of: ({ username }) => username, least: 10 },
    { title: 'E-MAIL (? NOT VERIFIED)', of: addressOf, least: 12 },
    { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => stateStyles[state] },
    { title: 'PROVIDERS', of: ({ identities }) => Object.keys(identities).join(' '), least: 9 },
    { title: 'CREATED (UTC)', of: ({ createdAt }) => tableTime(createdAt).slice(0, 16) },
  ],
  document: describeAccount,
};

/**
 * An address that is not verified finds nobody, and is not to be taken for one that does: the mark stands before it,
 * where nothing is cut, and no address has the space behind it.
 */
function addressOf({ profile: { email, emailVerified } }: User): string | undefined {
  return email === undefined || emailVerified ? email : `? ${email}`;
}
