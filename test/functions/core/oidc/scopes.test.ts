import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsFor, parseScope, scopeFor, verificationClaim } from '../../../../functions/core/oidc/scopes.ts';

const value = (name: string, required = false, signed = false) => ({ name, required, signed });

describe('parseScope', () => {
  test.each([
    ['', []],
    ['openid', [value('openid')]],
    ['email~r', [value('email', true)]],
    ['email~s', [value('email', false, true)]],
    ['email~rs', [value('email', true, true)]],
    ['email~sr', [value('email', true, true)]],
    ['aq:name email~rs address', [value('aq:name'), value('email', true, true), value('address')]],
    ['email email~r', [value('email', true)]],
    ['email~s email~r', [value('email', true, true)]],
    ['email~rs email', [value('email', true, true)]],
    ['  phone   address ', [value('phone'), value('address')]],
    ['a~x', [value('a~x')]],
    ['a~rx', [value('a~rx')]],
    ['a\nb~r', [value('a\nb~r')]],
    ['~r', [value('~r')]],
  ])('%j', (scope, expected) => expect(parseScope(scope)).toEqual(expected));
});

describe('scopeFor', () => {
  const documented = () => parseScope('aq:name email~rs address aq:push');

  test('keeps modifiers and aq:* for Authentiq', () => {
    expect(scopeFor('authentiq', documented())).toBe('openid aq:name email~rs address aq:push');
    expect(scopeFor('authentiq', parseScope('phone~r aq:location~s'))).toBe('openid phone~r aq:location~s');
  });

  test('strips both for every other provider', () => {
    expect(scopeFor('openid_connect', documented())).toBe('openid email address');
  });

  test('asks for openid once, wherever it stands', () => {
    expect(scopeFor('authentiq', parseScope('email openid~r'))).toBe('openid email');
    expect(scopeFor('openid_connect', [])).toBe('openid');
  });
});

describe('properties', () => {
  const name = fc.constantFrom('openid', 'profile', 'email', 'phone', 'address', 'aq:name', 'aq:push', 'groups');
  const modifiers = fc.constantFrom('', '~r', '~s', '~rs');
  const scopes = fc.array(fc.tuple(name, modifiers), { maxLength: 12 }).map((parts) => parts.map((p) => p.join('')));

  test('what is asked of Authentiq parses back to what was configured', () => {
    fc.assert(
      fc.property(scopes, (parts) => {
        const values = parseScope(parts.join(' '));
        const withoutOpenid = values.filter(({ name }) => name !== 'openid');
        expect(parseScope(scopeFor('authentiq', values)).slice(1)).toEqual(withoutOpenid);
      }),
    );
  });

  test('what is asked of others begins with openid and holds neither modifiers, nor aq:*, nor anything twice', () => {
    fc.assert(
      fc.property(scopes, (parts) => {
        const asked = scopeFor('openid_connect', parseScope(parts.join(' '))).split(' ');
        expect(asked[0]).toBe('openid');
        expect(new Set(asked).size).toBe(asked.length);
        expect(asked.some((scope) => scope.includes('~') || scope.startsWith('aq:'))).toBe(false);
      }),
    );
  });

  test('any text is parsed, each name once and without white space', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const names = parseScope(text).map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(names.some((found) => found === '' || found.includes(' '))).toBe(false);
      }),
    );
  });
});

describe('claims of a scope', () => {
  test.each([
    ['email', ['email']],
    ['phone', ['phone_number']],
    ['address', ['address']],
    ['aq:location', ['aq:location']],
    ['aq:username', ['preferred_username']],
    ['aq:locale', ['locale']],
    ['aq:zoneinfo', ['zoneinfo']],
    ['openid', ['sub']],
    ['aq:push', []],
    ['offline_access', []],
    ['groups', ['groups']],
    ['constructor', ['constructor']],
  ])('%s', (name, claims) => expect(claimsFor(value(name))).toEqual(claims));

  test('profile and aq:name show by any part of a name', () => {
    const parts = ['name', 'given_name', 'family_name', 'nickname'];
    expect(claimsFor(value('profile'))).toEqual([...parts, 'preferred_username']);
    expect(claimsFor(value('aq:name'))).toEqual(parts);
  });

  test('email and phone number are verified by a claim of their own, others by none', () => {
    expect(verificationClaim('email')).toBe('email_verified');
    expect(verificationClaim('phone_number')).toBe('phone_number_verified');
    expect(verificationClaim('address')).toBeUndefined();
    expect(verificationClaim('constructor')).toBeUndefined();
  });
});
