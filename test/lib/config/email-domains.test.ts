import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isHostName } from '../../../lib/config/urls.ts';
import { expectRefused, firstProvider, problemsOf, smallest, withProvider } from './blocks.ts';

const { microsoft } = smallest;
const ofMicrosoft = (change: object) => ({ providers: [{ ...microsoft, ...change }] });

test('domains are unchanged', () => {
  const rules = { allowedEmailDomains: ['example.com', 'xn--bcher-kva.example'], blockedEmailDomains: ['example.org'] };
  expect(firstProvider(withProvider(rules))).toMatchObject(rules);
  expect(problemsOf(withProvider({ blockedEmailDomains: [] }))).toEqual([]);
});

describe('domains that are refused', () => {
  test.each<[string, object, string, RegExp]>([
    ['an empty list', { allowedEmailDomains: [] }, 'allowedEmailDomains', /ambiguous \(nobody or everybody\)/],
    ['no list', { allowedEmailDomains: 'example.com' }, 'allowedEmailDomains', /must be a list/],
    [
      'a domain that is allowed and blocked',
      { allowedEmailDomains: ['example.com', 'example.org'], blockedEmailDomains: ['example.org'] },
      'blockedEmailDomains',
      /^example\.org is in allowedEmailDomains too/,
    ],
    ['capitals', { allowedEmailDomains: ['Example.Com'] }, 'allowedEmailDomains[0]', /"example\.com"\.$/],
    ['an @', { blockedEmailDomains: ['@corp.example'] }, 'blockedEmailDomains[0]', /"corp\.example"\.$/],
    ['an address', { blockedEmailDomains: ['a@corp.example'] }, 'blockedEmailDomains[0]', /"corp\.example"\.$/],
    ['a wildcard', { allowedEmailDomains: ['*.corp.example'] }, 'allowedEmailDomains[0]', /"corp\.example"\.$/],
    ['one label', { allowedEmailDomains: ['localhost'] }, 'allowedEmailDomains[0]', /"example\.com"\.$/],
    ['Unicode', { allowedEmailDomains: ['bücher.example'] }, 'allowedEmailDomains[0]', /domain in lower case/],
  ])('%s', (_, change, key, cure) => {
    expectRefused(withProvider(change), `providers[0].${key}`, cure);
  });

  test.each(['allowedEmailDomains', 'blockedEmailDomains'])(
    '%s for a provider whose addresses never count as verified',
    (key) => {
      expectRefused(ofMicrosoft({ [key]: ['example.com'] }), `providers[0].${key}`, /nobody could sign in/);
    },
  );

  test('in autoApprove', () => {
    expectRefused(withProvider({}, { autoApprove: ['@example.com'] }), 'autoApprove[0]', /"example\.com"\.$/);
  });
});

test('an address, a wildcard or capitals are refused, and the remedy names the intended domain', () => {
  const around = fc.constantFrom(
    (domain: string) => `@${domain}`,
    (domain: string) => `*.${domain}`,
    (domain: string) => `some.body@${domain}`,
    (domain: string) => domain.toUpperCase(),
  );
  fc.assert(
    fc.property(fc.domain().filter(isHostName), around, (domain, write) => {
      expect(problemsOf(withProvider({ allowedEmailDomains: [domain] }))).toEqual([]);
      const written = write(domain);
      fc.pre(written !== domain);
      const [problem] = problemsOf(withProvider({ allowedEmailDomains: [written] }));
      expect(problem?.cure).toContain(`"${domain}"`);
    }),
  );
});
