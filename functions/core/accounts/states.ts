import { Problem } from '../errors.ts';
import type { User, UserState } from './user.ts';

/** Operators' changes of an account's state. */
export const stateChanges = ['approve', 'activate', 'block', 'unblock', 'ban', 'unban', 'deactivate'] as const;
export type StateChange = (typeof stateChanges)[number];

/** GitLab's transitions: the states from which each change is possible, and the resulting state. */
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

/** Whether an account in this state may use a session. */
export function mayUseSession(state: UserState): boolean {
  return state === 'active';
}

/**
 * The problem that keeps an account from signing in. A deactivated account is reactivated instead.
 * @returns undefined if it may sign in.
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
