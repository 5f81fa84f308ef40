import { expect, test } from '@jest/globals';
import { otherWaysIn } from '../../../../functions/core/accounts/sign-in-methods.ts';
import { account } from './people.ts';

const identity = { uid: 'alice', linkedAt: 0 };
const user = account({ identities: { corp: identity, google: identity, retired: identity } });

test('the other ways in are the identities at other providers that can be used', () => {
  expect(otherWaysIn(user, ['authentiq', 'corp', 'google'], 'corp')).toEqual(['google']);
  expect(otherWaysIn(user, ['corp', 'google'], 'apple')).toEqual(['corp', 'google']);
});

test('there is none where the others are switched off, or the user has none', () => {
  expect(otherWaysIn(user, ['corp'], 'corp')).toEqual([]);
  expect(otherWaysIn(account(), ['corp', 'google', 'toString'], 'corp')).toEqual([]);
});
