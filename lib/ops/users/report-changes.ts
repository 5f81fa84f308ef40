import type { User, UserState } from '../../../functions/core/accounts/user.ts';
import { OpsFailure } from '../cli/failure.ts';
import { type ListShape, showList } from '../cli/output.ts';
import type { Operator } from '../deployment/operator.ts';
import { stateStyles } from './account-list.ts';

/** A state change of an account, or its deletion. */
export interface Changed {
  /** The account before the change; of one that had been deleted before, only the id is known. */
  readonly user: Pick<User, 'id'> & Partial<Pick<User, 'username'>> & { readonly state: UserState | 'deleted' };
  readonly to: UserState | 'deleted';
}

const shape: ListShape<Changed> = {
  columns: [
    { title: 'USER', of: ({ user }) => user.username, least: 10 },
    { title: 'ID', of: ({ user }) => user.id, least: 12 },
    { title: 'WAS', of: ({ user }) => user.state },
    { title: 'IS', of: ({ to }) => to, paint: ({ to }) => (to === 'deleted' ? 'red' : stateStyles[to]) },
  ],
  document: ({ user: { id, username, state }, to }) => ({ id, username, from: state, state: to }),
};

/**
 * Changes accounts one after the other, and prints a list of the changes.
 * @throws OpsFailure with the reason of each refusal; the accounts that are not refused are changed all the same.
 */
export async function showChanges(
  names: readonly string[],
  { options }: Operator,
  change: (name: string) => Promise<Changed>,
): Promise<void> {
  const done: Changed[] = [];
  const refusals: string[] = [];
  for (const name of new Set(names)) {
    try {
      done.push(await change(name));
    } catch (error) {
      refusals.push(error instanceof OpsFailure ? error.message : `${name}: ${error}`);
    }
  }
  if (done.length > 0 || options.json === true) await showList(done, shape, options);
  if (refusals.length > 0) throw new OpsFailure(refusals.join('\n'));
}
