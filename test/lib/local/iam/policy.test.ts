import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { LocalFailure } from '../../../../lib/local/failure.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';

const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/T';

describe('compilePolicy', () => {
  test('allows the actions and resources of a statement, and no others', () => {
    const policy = compilePolicy([{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table }], 'r');
    expect(policy.allows('dynamodb:GetItem', table)).toBe(true);
    expect(policy.allows('DynamoDB:getitem', table)).toBe(true);
    expect(policy.allows('dynamodb:PutItem', table)).toBe(false);
    expect(policy.allows('dynamodb:GetItem', `${table}2`)).toBe(false);
    expect(policy.allows('dynamodb:GetItem', `${table}/index/i`)).toBe(false);
    expect(policy.allows('dynamodb:GetItem', table.toLowerCase())).toBe(false);
  });

  test('* and ? match any characters, everything else itself', () => {
    const policy = compilePolicy(
      [{ Effect: 'Allow', Action: ['dynamodb:Get*'], Resource: [`${table}/*`, 'a.?'] }],
      'r',
    );
    expect(policy.allows('dynamodb:GetItem', `${table}/index/i`)).toBe(true);
    expect(policy.allows('dynamodb:GetItem', 'a.b')).toBe(true);
    expect(policy.allows('dynamodb:GetItem', 'axb')).toBe(false);
    expect(policy.allows('dynamodb:GetItem', 'a.bc')).toBe(false);
  });

  test('Deny overrides Allow', () => {
    const policy = compilePolicy(
      [
        { Effect: 'Allow', Action: '*', Resource: '*' },
        { Effect: 'Deny', Action: 'dynamodb:DeleteItem', Resource: table },
      ],
      'r',
    );
    expect(policy.allows('dynamodb:DeleteItem', table)).toBe(false);
    expect(policy.allows('dynamodb:DeleteItem', `${table}2`)).toBe(true);
  });

  test.each(['NotAction', 'NotResource', 'Principal'])('refuses to ignore %s', (element) => {
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', [element]: {} };
    expect(() => compilePolicy([statement], 'login')).toThrow(LocalFailure);
    expect(() => compilePolicy([statement], 'login')).toThrow(`A statement of role login has ${element}`);
  });

  test('any text without wildcards matches only itself', () => {
    const text = fc.string({ minLength: 1 }).filter((value) => !/[*?]/.test(value));
    fc.assert(
      fc.property(text, text, (one, other) => {
        const policy = compilePolicy([{ Effect: 'Allow', Action: '*', Resource: one }], 'r');
        expect(policy.allows('a:b', one)).toBe(true);
        expect(policy.allows('a:b', other)).toBe(one === other);
      }),
    );
  });
});
