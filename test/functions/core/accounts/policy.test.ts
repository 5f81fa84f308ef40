import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decide } from '../../../../functions/core/accounts/policy.ts';
import { type User, userStates } from '../../../../functions/core/accounts/user.ts';
import { problem } from '../support/problems.ts';

const rules = { allowSingleSignOn: ['corp'], blockAutoCreatedUsers: true, externalProviders: [] };
const user = (state: User['state']): User => ({
  id: 'usr_1',
  username: 'alice',
  profile: { emailVerified: false },
  state,
  external: false,
  createdAt: 0,
  signInCount: 1,
  identities: {},
});

describe('somebody new', () => {
  test('waits for approval unless the rules say otherwise', () => {
    expect(decide('corp', undefined, rules)).toEqual({
      kind: 'create',
      state: 'blocked_pending_approval',
      external: false,
    });
    expect(decide('corp', undefined, { ...rules, blockAutoCreatedUsers: false })).toMatchObject({ state: 'active' });
  });

  test('is external where the provider is', () =>
    expect(decide('corp', undefined, { ...rules, externalProviders: ['corp'] })).toMatchObject({ external: true }));

  test('is refused where the provider may not create accounts', () =>
    expect(decide('other', undefined, rules)).toEqual({ kind: 'refuse', problem: problem('sign_up_disabled') }));
});

describe('somebody known', () => {
  test('signs in, also where the provider may not create accounts', () => {
    const alice = user('active');
    expect(decide('other', alice, rules)).toEqual({ kind: 'sign_in', user: alice });
  });

  test.each([
    ['blocked_pending_approval', 'account_pending_approval'],
    ['blocked', 'account_blocked'],
    ['banned', 'account_blocked'],
  ] as const)('who is %s is refused: %s', (state, code) =>
    expect(decide('corp', user(state), rules)).toEqual({ kind: 'refuse', problem: problem(code) }),
  );
});

test('for any rules: known people are judged by their state alone, new ones by the rules alone', () => {
  const providers = fc.subarray(['corp', 'authentiq', 'google']);
  const anyRules = fc.record({
    allowSingleSignOn: providers,
    blockAutoCreatedUsers: fc.boolean(),
    externalProviders: providers,
  });
  const existing = fc.option(fc.constantFrom(...userStates).map(user), { nil: undefined });
  fc.assert(
    fc.property(fc.constantFrom('corp', 'authentiq', 'google'), existing, anyRules, (provider, known, given) => {
      const decision = decide(provider, known, given);
      if (known !== undefined) return expect(decision.kind).toBe(known.state === 'active' ? 'sign_in' : 'refuse');
      expect(decision.kind).toBe(given.allowSingleSignOn.includes(provider) ? 'create' : 'refuse');
      if (decision.kind !== 'create') return;
      expect(decision.state === 'active').toBe(!given.blockAutoCreatedUsers);
      expect(decision.external).toBe(given.externalProviders.includes(provider));
    }),
  );
});
