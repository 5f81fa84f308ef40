import { expect, test } from '@jest/globals';
import { identityAt, userStates } from '../../../../functions/core/accounts/user.ts';
import { account } from './people.ts';

test('a user has the identities that are their own, whatever a provider is called', () => {
  const user = account();
  expect(identityAt(user, 'corp')).toBe(user.identities['corp']);
  for (const provider of ['google', 'toString', '__proto__']) expect(identityAt(user, provider)).toBeUndefined();
});

test('an account has the states of GitLab', () =>
  expect(userStates).toEqual(['active', 'blocked_pending_approval', 'blocked', 'banned', 'deactivated']));
