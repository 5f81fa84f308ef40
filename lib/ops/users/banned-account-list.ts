import type { User, UserState } from '../../../functions/core/accounts/user.ts';
import type { ListShape } from '../cli/output.ts';
import { stateStyles } from './account-list.ts';
import type { Likeness } from './same-person.ts';

/** An account that was banned everywhere: the account before, its state after, and why it was banned. */
export interface BannedAccount {
  readonly user: User;
  readonly to: UserState;
  readonly because: Likeness | 'named';
}

const reasons: Readonly<Record<BannedAccount['because'], string>> = {
  named: 'named',
  identity: 'same identity',
  email: 'same email address',
};

/** Table columns and JSON form of a list of accounts that were banned everywhere. */
export const bannedAccountShape: ListShape<BannedAccount> = {
  columns: [
    { title: 'USER', of: ({ user }) => user.username, least: 10 },
    { title: 'ID', of: ({ user }) => user.id, least: 12 },
    { title: 'WAS', of: ({ user }) => user.state },
    { title: 'IS', of: ({ to }) => to, paint: ({ to }) => stateStyles[to] },
    { title: 'WHY', of: ({ because }) => reasons[because] },
  ],
  document: ({ user: { id, username, state }, to, because }) => ({ id, username, from: state, state: to, because }),
};
