import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ProviderQuirks } from '../../../../functions/core/contract/provider-settings.ts';
import { requireClaims } from '../../../../functions/core/oidc/required-claims.ts';
import { parseScope } from '../../../../functions/core/oidc/scopes.ts';
import { problem } from '../support/problems.ts';

const check = (scope: string, claims: object, trust: ProviderQuirks['emailTrust'] = 'boolean') =>
  requireClaims(parseScope(scope), { sub: 'alice', ...claims }, trust);

describe('accepts', () => {
  test.each([
    ['an optional claim that is absent', 'aq:name email address', {}],
    ['a required claim', 'email~r', { email: 'a@example.com' }],
    ['a required claim of its own name', 'nickname~r', { nickname: 'Al' }],
    ['a required list of a scope of its own name', 'groups~r', { groups: ['staff'] }],
    ['a required address', 'address~r', { address: { locality: 'Ghent' } }],
    ['any part of a required name', 'aq:name~r', { nickname: 'Al' }],
    ['a signed claim that is verified', 'email~s', { email: 'a@example.com', email_verified: true }],
    ['a signed claim that is absent', 'email~s', {}],
    ['a signed claim without a usable form', 'email~s', { email: 'no address' }],
    ['a required scope that gives no claim', 'aq:push~r offline_access~r', {}],
    ['the subject that is always there', 'openid~r', {}],
  ])('%s', (_name, scope, claims) => expect(() => check(scope, claims)).not.toThrow());
});

describe('refuses and names the claim', () => {
  test.each([
    ['a required claim that is absent', 'email~r', {}, 'email'],
    ['null', 'email~r', { email: null }, 'email'],
    ['the empty string', 'phone~r', { phone_number: '' }, 'phone_number'],
    ['an empty address', 'address~r', { address: {} }, 'address'],
    ['an empty list', 'groups~r', { groups: [] }, 'groups'],
    ['a name without any part', 'aq:name~r', { email: 'a@example.com' }, 'name'],
    ['an unverified signed claim', 'email~s', { email: 'a@example.com', email_verified: false }, 'email_verified'],
    ['a signed claim without verification', 'email~rs', { email: 'a@example.com' }, 'email_verified'],
    ['"true" as text', 'email~s', { email: 'a@example.com', email_verified: 'true' }, 'email_verified'],
    ['1 as true', 'phone~s', { phone_number: '+1', phone_number_verified: 1 }, 'phone_number_verified'],
    ["another claim's verification", 'phone~s', { phone_number: '+1', email_verified: true }, 'phone_number_verified'],
    ['a claim of its own name', 'groups~r', {}, 'groups'],
    ['an address that is no object', 'address~r', { address: 'Ghent' }, 'address'],
    ['white space', 'phone~r', { phone_number: ' ' }, 'phone_number'],
    ['a name that is no text', 'aq:name~r', { name: 1, nickname: {} }, 'name'],
    ['an e-mail address that is none', 'email~r', { email: 'alice' }, 'email'],
    ['a signed claim that nothing can verify', 'address~s', { address: { locality: 'Ghent' } }, 'address'],
    ['the second of two', 'email~r phone~r', { email: 'a@example.com' }, 'phone_number'],
  ])('%s', (_name, scope, claims, claim) => {
    const message = `the claim ${claim} is missing or not verified`;
    expect(() => check(scope, claims)).toThrow(problem('required_claim_missing', { message, details: { claim } }));
  });
});

describe('as the provider’s word counts', () => {
  const email = { email: 'a@example.com', email_verified: 'true' };
  const phone = { phone_number: '+1', phone_number_verified: 'true' };

  test('"true" verifies if booleans are written as texts', () => {
    expect(() => check('email~rs phone~rs', { ...email, ...phone }, 'boolean_or_text')).not.toThrow();
  });

  test('nothing verifies an address if people may write any in; other claims are as they are', () => {
    const verified = { ...email, email_verified: true, ...phone, phone_number_verified: true };
    expect(() => check('phone~rs', verified, 'never')).not.toThrow();
    expect(() => check('email~r', verified, 'never')).not.toThrow();
    expect(() => check('email~rs', verified, 'never')).toThrow(
      problem('required_claim_missing', { details: { claim: 'email_verified' } }),
    );
  });
});

test('nothing but true verifies', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (verified) => {
      fc.pre(verified !== true);
      const claims = { email: 'a@example.com', email_verified: verified };
      expect(() => check('email~s', claims)).toThrow(problem('required_claim_missing'));
    }),
  );
});
