import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { ClaimValue, ProviderSettings } from '../../../../functions/core/contract/provider-settings.ts';
import type { Claims } from '../../../../functions/core/oidc/claims.ts';
import { lacksRequiredClaim, requireClaimValues } from '../../../../functions/core/oidc/required-claim-values.ts';
import { problem } from '../support/problems.ts';

type Required = ProviderSettings['requiredClaims'];
const check = (required: Required, ...sources: Claims[]) => requireClaimValues(required, sources);
const refused = (claim: string, unmet: 'absent' | 'different') =>
  problem('required_claim_missing', { details: { claim, unmet } });

describe('accepts', () => {
  test.each<[string, Required, Claims]>([
    ['anybody, if nothing is required', {}, {}],
    ['the value', { hd: ['example.com'] }, { hd: 'example.com' }],
    ['one of the values', { tid: ['a', 'b'] }, { tid: 'b' }],
    ['a list with one of the values', { groups: ['staff', 'admins'] }, { groups: ['other', 'admins'] }],
    ['true', { internal: [true] }, { internal: true }],
    ['a number', { level: [3] }, { level: 3 }],
    ['any string', { hd: 'any' }, { hd: 'other.example' }],
    ['several claims', { hd: ['a'], org: ['b'] }, { org: 'b', hd: 'a' }],
  ])('%s', (_, required, claims) => expect(() => check(required, claims)).not.toThrow());
});

describe('refuses', () => {
  test.each<[string, Required, Claims, 'absent' | 'different']>([
    ['nothing', { hd: ['a'] }, {}, 'absent'],
    ['null', { hd: ['a'] }, { hd: null }, 'absent'],
    ['an empty list', { groups: ['a'] }, { groups: [] }, 'absent'],
    ['another value', { hd: ['a'] }, { hd: 'b' }, 'different'],
    ['other case', { hd: ['a'] }, { hd: 'A' }, 'different'],
    ['the values in one text', { groups: ['a', 'b'] }, { groups: 'a b' }, 'different'],
    ['an object that has it', { groups: ['a'] }, { groups: { a: true } }, 'different'],
    ['a list in a list', { groups: ['a'] }, { groups: [['a']] }, 'different'],
    ['a list of objects that have it', { groups: ['a'] }, { groups: [{ value: 'a' }] }, 'different'],
    ['true as text', { internal: [true] }, { internal: 'true' }, 'different'],
    ['1 as true', { internal: [true] }, { internal: 1 }, 'different'],
    ['a number as text', { level: [3] }, { level: '3' }, 'different'],
    ['the second of two claims', { hd: ['a'], org: ['b'] }, { hd: 'a', org: 'c' }, 'different'],
    ['white space as any string', { hd: 'any' }, { hd: ' ' }, 'different'],
    ['a list as any string', { hd: 'any' }, { hd: ['a'] }, 'different'],
    ['true as any string', { hd: 'any' }, { hd: true }, 'different'],
    ['an inherited property', { toString: ['a'] }, {}, 'absent'],
  ])('%s', (_, required, claims, unmet) => {
    const claim = Object.keys(required).at(-1) ?? '';
    expect(() => check(required, claims)).toThrow(refused(claim, unmet));
  });

  test('with a reason that has the name of the claim, and not its value', () => {
    const absent = /^requiredClaims requires the claim hd, which is missing$/;
    const different = /^the claim hd has none of the values in requiredClaims$/;
    expect(() => check({ hd: ['example.com'] }, {})).toThrow(absent);
    expect(() => check({ hd: ['example.com'] }, { hd: 'personal.example' })).toThrow(different);
  });
});

describe('the ID token and UserInfo', () => {
  test('UserInfo counts only for what the ID token does not say, be it nothing', () => {
    const userinfo = { hd: 'example.com' };
    expect(() => check({ hd: ['example.com'] }, {}, userinfo)).not.toThrow();
    expect(() => check({ hd: ['example.com'] }, userinfo, { hd: 'other.example' })).not.toThrow();
    for (const hd of ['other.example', null, '', [], {}]) {
      expect(() => check({ hd: ['example.com'] }, { hd }, userinfo)).toThrow(problem('required_claim_missing'));
    }
  });

  test('UserInfo is needed for a claim that the ID token lacks', () => {
    expect(lacksRequiredClaim({}, {})).toBe(false);
    expect(lacksRequiredClaim({ hd: 'any' }, { sub: 'a' })).toBe(true);
    expect(lacksRequiredClaim({ hd: 'any' }, { hd: null })).toBe(false);
    expect(lacksRequiredClaim({ toString: ['a'] }, {})).toBe(true);
  });
});

describe('for any requirement', () => {
  const value: fc.Arbitrary<ClaimValue> = fc.oneof(fc.string({ minLength: 1 }), fc.boolean(), fc.integer());
  const claim = fc.string({ minLength: 1 });
  const values = fc.array(value, { minLength: 1, maxLength: 4 });

  test('one of the values is accepted, by itself and in any list', () => {
    fc.assert(
      fc.property(claim, values, fc.nat(3), fc.array(fc.jsonValue()), (name, accepted, index, others) => {
        const right = accepted[index % accepted.length];
        const required = Object.fromEntries([[name, accepted]]);
        for (const said of [right, [...others, right], [right, ...others]]) {
          expect(() => check(required, Object.fromEntries([[name, said]]))).not.toThrow();
        }
      }),
    );
  });

  test('nothing but one of the values, by itself or as an element of a list, is accepted', () => {
    fc.assert(
      fc.property(claim, values, fc.jsonValue(), (name, accepted, said) => {
        const right = (Array.isArray(said) ? said : [said]).some((each) => accepted.some((one) => one === each));
        fc.pre(!right);
        const required = Object.fromEntries([[name, accepted]]);
        expect(() => check(required, Object.fromEntries([[name, said]]))).toThrow(problem('required_claim_missing'));
        expect(() => check(required, {}, Object.fromEntries([[name, said]]))).toThrow(
          problem('required_claim_missing'),
        );
      }),
    );
  });

  test('a further requirement never lets anybody in', () => {
    const requirements = fc.dictionary(claim, fc.oneof(values, fc.constant('any' as const)), { maxKeys: 3 });
    const passes = (required: Required, claims: Claims) => {
      try {
        check(required, claims);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(requirements, requirements, fc.dictionary(claim, fc.jsonValue()), (some, more, claims) => {
        if (passes({ ...more, ...some }, claims)) expect(passes(some, claims)).toBe(true);
      }),
    );
  });
});
