import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { nearestName } from '../../../lib/config/nearest-name.ts';

const known = ['appId', 'allowSingleSignOn', 'issuer', 'icon'];

test.each([
  ['app_id', 'appId'],
  ['APPID', 'appId'],
  ['allow_single_sign_on', 'allowSingleSignOn'],
  ['isuer', 'issuer'],
  ['issuers', 'issuer'],
  ['icno', 'icon'],
])('%s is near %s', (name, nearest) => {
  expect(nearestName(name, known)).toBe(nearest);
});

test.each(['colour', '', 'identity', 'x'.repeat(100_000)])('no name is near %.20s', (name) => {
  expect(nearestName(name, known)).toBeUndefined();
});

test('a name is nearest to itself', () => {
  fc.assert(
    fc.property(fc.constantFrom(...known), (name) => {
      expect(nearestName(name, known)).toBe(name);
    }),
  );
});
