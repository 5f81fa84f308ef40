import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { claimsOfScope, claimsOfScopeValues, parseAuthentiqScope } from '../../../../lib/local/authentiq/scopes.ts';

describe('Authentiq’s scope syntax', () => {
  test('parses the documented example', () => {
    expect(parseAuthentiqScope('aq:name email~rs address aq:push')).toEqual([
      { name: 'aq:name', required: false, signed: false, values: ['aq:name'] },
      { name: 'email', required: true, signed: true, values: ['email~rs'] },
      { name: 'address', required: false, signed: false, values: ['address'] },
      { name: 'aq:push', required: false, signed: false, values: ['aq:push'] },
    ]);
  });

  test('merges duplicates with all their modifiers', () => {
    expect(parseAuthentiqScope('email email~s email~r email')).toEqual([
      { name: 'email', required: true, signed: true, values: ['email', 'email~s', 'email~r'] },
    ]);
  });

  test.each([
    '',
    ' ',
    'openid',
    'email~',
    'email~x',
    'email~rr',
    'email~r~s',
    '~r',
    '__proto__',
    'constructor~r',
    'EMAIL',
  ])('ignores %j', (scope) => {
    expect(parseAuthentiqScope(scope)).toEqual([]);
  });

  test('every value it accepts has its claims in the provider’s configuration, and nothing else is accepted', () => {
    const configured = claimsOfScopeValues();
    const value = fc.oneof(
      fc.string(),
      fc.constantFrom(...Object.keys(configured)),
      fc.tuple(fc.constantFrom(...Object.keys(claimsOfScope)), fc.string()).map(([name, rest]) => `${name}~${rest}`),
    );
    fc.assert(
      fc.property(fc.array(value), (values) => {
        const asked = values.join(' ').split(' ');
        const accepted = parseAuthentiqScope(values.join(' ')).flatMap((item) => item.values);
        expect(new Set(accepted)).toEqual(new Set(asked.filter((one) => Object.hasOwn(configured, one))));
      }),
    );
  });
});
