import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readStrength, strengthOf } from '../../../../../functions/core/oidc/id-token/strength.ts';

describe('what is kept', () => {
  test.each([
    ['both', { acr: 'urn:mace:incommon:iap:silver', amr: ['pwd', 'otp'] }],
    ['an acr alone', { acr: '0' }],
    ['methods alone', { amr: ['hwk'] }],
    ['the longest acr', { acr: 'a'.repeat(255) }],
    ['the most and longest methods', { amr: Array.from({ length: 10 }, () => 'm'.repeat(64)) }],
  ])('%s', (_, claims) => expect(readStrength(claims)).toEqual(claims));

  test('is nothing else', () => {
    expect(readStrength({ sub: 'alice', acr: 'high', amr: ['pwd'], acrs: 'c1' })).toEqual({
      acr: 'high',
      amr: ['pwd'],
    });
  });
});

describe('what is left out, and takes nothing else along', () => {
  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['a number', 1],
    ['an empty text', ''],
    ['too long', 'a'.repeat(256)],
    ['not well-formed', '\ud800'],
    ['a list', ['high']],
    ['an object', { value: 'high' }],
  ])('an acr that is %s', (_, acr) => expect(readStrength({ acr, amr: ['pwd'] })).toEqual({ amr: ['pwd'] }));

  test.each<[string, unknown]>([
    ['absent', undefined],
    ['null', null],
    ['a text', 'pwd otp'],
    ['an empty list', []],
    ['too many', Array.from({ length: 11 }, () => 'pwd')],
    ['one too long', ['pwd', 'm'.repeat(65)]],
    ['one empty', ['pwd', '']],
    ['one that is no text', ['pwd', 1]],
    ['one that is not well-formed', ['pwd', '\udfff']],
    ['an object', { 0: 'pwd', length: 1 }],
  ])('amr that is %s', (_, amr) => expect(readStrength({ acr: 'high', amr })).toEqual({ acr: 'high' }));
});

test('whatever a provider says, it is bounded, and as it was said or not at all', () => {
  const value = fc.oneof(fc.jsonValue(), fc.string({ maxLength: 300, unit: 'binary' }), fc.array(fc.string()));
  fc.assert(
    fc.property(value, value, (acr, amr) => {
      const strength = readStrength({ acr, amr });
      if (strength.acr !== undefined) expect(strength.acr).toBe(acr);
      if (strength.amr !== undefined) expect(strength.amr).toBe(amr);
      expect(Buffer.byteLength(JSON.stringify(strength))).toBeLessThan(6 * 1024);
    }),
    { numRuns: 1000 },
  );
});

test('is taken from what has more than that', () => {
  const session = { id: 'ses_1', acr: 'high', amr: ['pwd'] };
  expect(strengthOf(session)).toEqual({ acr: 'high', amr: ['pwd'] });
  expect(strengthOf({})).toStrictEqual({});
});
