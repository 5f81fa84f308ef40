import { expect, test } from '@jest/globals';
import { mayUseSession, signInProblem } from '../../../../functions/core/accounts/states.ts';
import { userStates } from '../../../../functions/core/accounts/user.ts';

test('an active account may sign in and use its sessions', () => {
  expect(signInProblem('active')).toBeUndefined();
  expect(mayUseSession('active')).toBe(true);
});

test('no other state may use a session, and the refusal says which state it is in the log alone', () => {
  for (const state of userStates.filter((other) => other !== 'active')) {
    expect(mayUseSession(state)).toBe(false);
    expect(signInProblem(state)).toMatchObject({ status: 403, log: { state }, details: {} });
  }
});
