import { expect, test } from '@jest/globals';
import { linkingProblem, remainingProviders } from '../../../../functions/core/accounts/sign-in-methods.ts';
import { problem } from '../support/problems.ts';
import { account } from './people.ts';

const identity = { uid: 'alice', linkedAt: 0 };
const user = account({ identities: { corp: identity, google: identity, retired: identity } });

test('the other sign-in methods are the identities at other providers that can be used', () => {
  expect(remainingProviders(user, ['authentiq', 'corp', 'google'], 'corp')).toEqual(['google']);
  expect(remainingProviders(user, ['corp', 'google'], 'apple')).toEqual(['corp', 'google']);
});

test('there is none if the others are switched off, or the user has none', () => {
  expect(remainingProviders(user, ['corp'], 'corp')).toEqual([]);
  expect(remainingProviders(account(), ['corp', 'google', 'toString'], 'corp')).toEqual([]);
});

test('all sign-in methods are listed if none is left out', () => {
  expect(remainingProviders(user, ['authentiq', 'corp', 'google'])).toEqual(['corp', 'google']);
});

test('users may link a provider unless it has linkable: false', () => {
  expect(linkingProblem({ name: 'corp', linkable: true })).toBeUndefined();
  const refused = linkingProblem({ name: 'corp', linkable: false });
  expect(refused).toEqual(problem('linking_not_allowed', { details: { provider: 'corp' } }));
  expect(refused?.message).toBe('the provider has linkable: false');
});
