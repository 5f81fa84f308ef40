import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { bindingMembers, bindingOf } from '../../../../functions/core/contract/secret-binding.ts';

const settings = { issuer: 'https://login.example.com/', clientId: 'client-1' };
const own = { issuer: settings.issuer, client_id: settings.clientId };

test('a secret is bound by the members issuer and client_id', () => {
  expect(bindingMembers(settings)).toEqual(own);
  expect(bindingOf({ client_secret: 's', ...own }, settings)).toBe('own');
  expect(bindingOf({ client_secret: 's' }, settings)).toBe('none');
});

test.each([
  [{ issuer: own.issuer }, 'none'],
  [{ client_id: own.client_id }, 'none'],
  [{ ...own, issuer: 'https://login.example.com' }, 'foreign'],
  [{ ...own, client_id: 'client-2' }, 'foreign'],
  [{ issuer: 'https://other.example.com/' }, 'foreign'],
  [{ ...own, issuer: null }, 'foreign'],
  [{ ...own, client_id: ['client-1'] }, 'foreign'],
])('%j is %s', (members, binding) => {
  expect(bindingOf(members, settings)).toBe(binding);
});

test('whatever is stored, a secret counts as own only with exactly this issuer and client', () => {
  const stored = fc.record(
    {
      issuer: fc.oneof(fc.constant(own.issuer), fc.anything()),
      client_id: fc.oneof(fc.constant('client-1'), fc.anything()),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(stored, (value) => {
      const isOwn = value.issuer === own.issuer && value.client_id === own.client_id;
      expect(bindingOf(value, settings) === 'own').toBe(isOwn);
    }),
  );
});
