import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { domainProblem, verifiedDomain } from '../../../../functions/core/accounts/email-domain.ts';
import { problem } from '../support/problems.ts';

const anyone = { allowedEmailDomains: [], blockedEmailDomains: [] };
const verified = (email: string) => ({ email, emailVerified: true });
const code = (email: string, rules: Partial<typeof anyone> | object) =>
  domainProblem(verified(email), { ...anyone, ...rules })?.code;

test('without lists nobody is asked for an address', () => {
  expect(domainProblem({ emailVerified: false }, anyone)).toBeUndefined();
  expect(code('a@evil.test', {})).toBeUndefined();
});

test.each([{ allowedEmailDomains: ['example.com'] }, { blockedEmailDomains: ['evil.test'] }])(
  'with %j only a verified address counts',
  (rules) => {
    const refusal = (profile: { email?: string; emailVerified: boolean }) =>
      domainProblem(profile, { ...anyone, ...rules });
    const message = 'the domain of the address decides here, and no verified address came';
    expect(refusal({ emailVerified: false })).toEqual(
      problem('required_claim_missing', { message, details: { claim: 'email' } }),
    );
    expect(refusal({ email: 'a@example.com', emailVerified: false })).toMatchObject({
      code: 'required_claim_missing',
      details: { claim: 'email_verified' },
    });
  },
);

test('the log is told that it was the domain', () =>
  expect(domainProblem(verified('a@evil.test'), { ...anyone, blockedEmailDomains: ['evil.test'] })).toEqual(
    problem('email_domain_not_allowed', { message: 'addresses of this domain may not sign in with this provider' }),
  ));

test('an address that is not there has no domain, whatever is said of it', () =>
  expect(verifiedDomain({ emailVerified: true })).toBeUndefined());

test.each([
  ['a@example.com', undefined],
  ['a@EXAMPLE.com', undefined],
  ['a@sub.example.com', 'email_domain_not_allowed'],
  ['a@example.com.evil.test', 'email_domain_not_allowed'],
  ['example.com@evil.test', 'email_domain_not_allowed'],
  ['a@example\uff0ecom', 'email_domain_not_allowed'],
])('allowed domains let %s: %s', (email, expected) =>
  expect(code(email, { allowedEmailDomains: ['example.com'] })).toBe(expected),
);

test.each([
  ['a@evil.test', 'email_domain_not_allowed'],
  ['a@EVIL.TEST', 'email_domain_not_allowed'],
  ['a@evil\uff0etest', 'email_domain_not_allowed'],
  ['a@ＥＶＩＬ.test', 'email_domain_not_allowed'],
  ['a@example.com', undefined],
])('blocked domains keep %s out: %s', (email, expected) =>
  expect(code(email, { blockedEmailDomains: ['evil.test'] })).toBe(expected),
);

test('an international domain is told by its form in DNS, whichever form the address has', () => {
  const rules = { allowedEmailDomains: ['xn--mller-kva.example'] };
  expect(code('a@müller.example', rules)).toBeUndefined();
  expect(code('a@xn--mller-kva.example', rules)).toBeUndefined();
  expect(code('a@mu\u0308ller.example', rules)).toBeUndefined();
  expect(code('a@muller.example', rules)).toBe('email_domain_not_allowed');
  expect(code('a@MÜLLER.example', { blockedEmailDomains: ['xn--mller-kva.example'] })).toBe('email_domain_not_allowed');
});

test('the domain is what stands behind the last @', () => {
  fc.assert(
    fc.property(fc.string(), fc.domain(), (local, domain) => {
      expect(verifiedDomain(verified(`${local}@${domain}`))).toBe(domain.toLowerCase());
    }),
  );
});
