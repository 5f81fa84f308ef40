import { Problem } from '../errors.ts';
import type { User, UserState } from './user.ts';

/** Changes of an account's state that operators can make. */
export const stateChanges = ['approve', 'activate', 'block', 'unblock', 'ban', 'unban', 'deactivate'] as const;
export type StateChange = (typeof stateChanges)[number];

/**
 * GitLab's transitions between account states: for each change, the states from which it is possible and the state that
 * results.
 */
export const transitions: Readonly<
  Record<StateChange, { readonly from: readonly UserState[]; readonly to: UserState }>
> = {
  approve: { from: ['blocked_pending_approval'], to: 'active' },
  activate: { from: ['blocked_pending_approval', 'blocked', 'banned', 'deactivated'], to: 'active' },
  block: { from: ['active', 'deactivated', 'blocked_pending_approval'], to: 'blocked' },
  unblock: { from: ['blocked'], to: 'active' },
  ban: { from: ['active'], to: 'banned' },
  unban: { from: ['banned'], to: 'active' },
  deactivate: { from: ['active'], to: 'deactivated' },
};

/** Whether the sessions of an account in this state are accepted. */
export function mayUseSession(state: UserState): boolean {
  return state === 'active';
}

/**
 * Checks whether an account may sign in. A deactivated account may: signing in reactivates it.
 * @returns The problem that refuses the sign-in; undefined if the account may sign in.
 */
export function signInProblem({ id, state, createdAt }: User): Problem | undefined {
  const log = { state, user: id };
  switch (state) {
    case 'active':
    case 'deactivated':
      return undefined;
    case 'blocked_pending_approval': {
      const details = { requestedAt: new Date(createdAt).toISOString() };
      return new Problem('account_pending_approval', 'the account waits for approval', { details, log });
    }
    case 'blocked':
    case 'banned':
      return new Problem('account_blocked', `the account is ${state}`, {
        details: { banned: state === 'banned' },
        log,
      });
  }
}
