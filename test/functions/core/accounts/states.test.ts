import { expect, test } from '@jest/globals';
import { mayUseSession, signInProblem, stateChanges, transitions } from '../../../../functions/core/accounts/states.ts';
import { userStates } from '../../../../functions/core/accounts/user.ts';
import { account } from './people.ts';

test('an active account may sign in and use its sessions', () => {
  expect(signInProblem(account())).toBeUndefined();
  expect(mayUseSession('active')).toBe(true);
});

test('no other state may use a session', () => {
  for (const state of userStates.filter((other) => other !== 'active')) expect(mayUseSession(state)).toBe(false);
});

test('a refusal says what the person may know, and to the log which state it is', () => {
  const problemIn = (state: (typeof userStates)[number]) => signInProblem(account({ state }));
  expect(problemIn('blocked')).toMatchObject({ code: 'account_blocked', status: 403, details: { banned: false } });
  expect(problemIn('blocked')?.message).toBe('the account is blocked');
  expect(problemIn('banned')).toMatchObject({ code: 'account_blocked', details: { banned: true } });
  expect(problemIn('blocked_pending_approval')).toMatchObject({
    code: 'account_pending_approval',
    message: 'the account waits for approval',
    details: { requestedAt: '2026-11-23T00:00:00.000Z' },
    log: { state: 'blocked_pending_approval', user: 'usr_1' },
  });
  expect(problemIn('deactivated')).toBeUndefined();
});

test('GitLab’s transitions, and no others', () => {
  const table = Object.fromEntries(stateChanges.map((change) => [change, transitions[change]]));
  expect(table).toEqual({
    approve: { from: ['blocked_pending_approval'], to: 'active' },
    activate: { from: ['blocked_pending_approval', 'blocked', 'banned', 'deactivated'], to: 'active' },
    block: { from: ['active', 'deactivated', 'blocked_pending_approval'], to: 'blocked' },
    unblock: { from: ['blocked'], to: 'active' },
    ban: { from: ['active'], to: 'banned' },
    unban: { from: ['banned'], to: 'active' },
    deactivate: { from: ['active'], to: 'deactivated' },
  });
});
