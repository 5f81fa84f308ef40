import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseObject } from '../../../../functions/core/base/json.ts';
import { isClaimValid, isEmailAddress, isPresent, isVerifiedAddress } from '../../../../functions/core/oidc/claims.ts';

test.each([
  [undefined, false],
  [null, false],
  ['', false],
  [{}, false],
  [' ', true],
  [0, true],
  [false, true],
  [{ a: undefined }, true],
  [[], false],
  [['a'], true],
])('isPresent(%j) is %s', (value, expected) => expect(isPresent(value)).toBe(expected));

test.each([
  ['a@b', true],
  ['Ünï@exämple.com', true],
  ['', false],
  ['a', false],
  ['@b', false],
  ['a@', false],
  ['a@b@c', false],
  ['a b@c', false],
  ['a@b\n', false],
  ['a\u0000@b', false],
  ['a\u202e@b', false],
  ['a@\u2066b', false],
  ['a\u00a0@b', false],
  [`${'a'.repeat(253)}@b`, true],
  [`${'a'.repeat(254)}@b`, false],
  [`${'\ufdfa'.repeat(200)}@b`, false],
  [`${'İ'.repeat(200)}@b`, false],
  [`${'e\u0301'.repeat(127)}@b`, false],
  ['\ud800@b', false],
  [1, false],
  [null, false],
  [['a@b'], false],
  ['a@evil.test.', false],
  ['a@evil.test\u3002', false],
  ['a@.test', false],
  ['a@evil..test', false],
  ['a@evil.test>', false],
  ['a@evil.test:25', false],
  ['a@[192.0.2.1]', false],
  ['a@müller.example', true],
])('isEmailAddress(%j) is %s', (value, expected) => expect(isEmailAddress(value)).toBe(expected));

test.each([
  ['email', 'a@b', true],
  ['email', 'a', false],
  ['address', { locality: 'Ghent' }, true],
  ['address', {}, false],
  ['address', 'Ghent', false],
  ['aq:location', { latitude: 1 }, true],
  ['aq:location', [1], false],
  ['name', 'Alice', true],
  ['name', ' ', false],
  ['name', 1, false],
  ['name', null, false],
  ['groups', ['staff'], true],
  ['level', 1, true],
])('isUsable: %s of %j: %s', (name, value, expected) => expect(isClaimValid({ [name]: value }, name)).toBe(expected));

test.each(
  [
    ['name', 'given_name', 'family_name', 'middle_name', 'nickname', 'preferred_username'],
    ['phone_number', 'locale', 'zoneinfo'],
  ].flat(),
)('isUsable takes no %s but a text that says something', (name) => {
  expect(isClaimValid({ [name]: 'a' }, name)).toBe(true);
  for (const value of [1, ' ', ['a']]) expect(isClaimValid({ [name]: value }, name)).toBe(false);
});

test('isUsable looks at own claims only', () => {
  expect(isClaimValid({}, 'toString')).toBe(false);
  expect(isClaimValid(parseObject('{"__proto__":{"name":"Alice"}}') ?? {}, 'name')).toBe(false);
});

describe('isVerifiedAddress', () => {
  test('takes true, and "true" where the provider writes booleans as texts, and nothing else', () => {
    const value = fc.oneof(fc.constantFrom<unknown>(true, 'true', 'TRUE', 'True', ' true', 1, '1'), fc.jsonValue());
    fc.assert(
      fc.property(value, (email_verified) => {
        const claims = { email: 'a@b', email_verified };
        expect(isVerifiedAddress(claims, 'boolean')).toBe(email_verified === true);
        expect(isVerifiedAddress(claims, 'boolean_or_text')).toBe(email_verified === true || email_verified === 'true');
        expect(isVerifiedAddress(claims, 'never')).toBe(false);
      }),
    );
  });

  test('is no if nothing is said', () => expect(isVerifiedAddress({ email: 'a@b' }, 'boolean_or_text')).toBe(false));
});
