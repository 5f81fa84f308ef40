import { expect, test } from '@jest/globals';
import { remainingProviders } from '../../../../functions/core/accounts/sign-in-methods.ts';
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
