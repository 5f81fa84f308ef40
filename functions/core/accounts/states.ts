import { Problem, type ProblemCode } from '../errors.ts';
import type { UserState } from './user.ts';

const problemOf: Readonly<Record<Exclude<UserState, 'active'>, ProblemCode>> = {
  blocked_pending_approval: 'account_pending_approval',
  blocked: 'account_blocked',
  banned: 'account_blocked',
  deactivated: 'account_blocked',
};

/** Whether an account in this state may use a session. */
export function mayUseSession(state: UserState): boolean {
  return state === 'active';
}

/**
 * The problem that keeps an account from signing in.
 * @returns undefined where it may.
 */
export function signInProblem(state: UserState): Problem | undefined {
  if (state === 'active') return undefined;
  return new Problem(problemOf[state], `the account is ${state}`, { log: { state } });
}
