import { describe, expect, test } from '@jest/globals';
import { isScope } from '../../../lib/config/scope.ts';

describe('a scope', () => {
  test.each(['openid', 'aq:name email~rs address aq:push', 'email~r', 'phone~s', 'email~sr', 'https://a.example/read'])(
    'may be %j',
    (scope) => {
      expect(isScope(scope)).toBe(true);
    },
  );

  test.each([
    '',
    ' ',
    'a  b',
    'a ',
    ' a',
    'a~',
    'a~x',
    'a~rr',
    'a~rsr',
    'a~r~s',
    '~r',
    'a"',
    'a\\',
    'a\tb',
    'é',
    'a a',
    'a a~r',
  ])('may not be %j', (scope) => {
    expect(isScope(scope)).toBe(false);
  });
});
