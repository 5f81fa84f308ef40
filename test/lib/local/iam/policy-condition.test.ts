import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { localArn } from '../../../../lib/local/account-and-region.ts';
import { dynamoDbAccess } from '../../../../lib/local/iam/access.ts';
import { compilePolicy } from '../../../../lib/local/iam/policy.ts';
import { leadingKeys } from '../../../../lib/local/iam/policy-condition.ts';

const table = localArn('dynamodb', 'table/T');
const trail = { 'ForAllValues:StringLike': { [leadingKeys]: ['AUDIT#*'] }, Null: { [leadingKeys]: 'false' } };
const writes = ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'];
const allowAll = { Effect: 'Allow', Action: '*', Resource: '*' };
const denyTrail = { Effect: 'Deny', Action: writes, Resource: table, Condition: trail };
const appendOnly = compilePolicy([allowAll, denyTrail], 'r');

const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 's' } });
/** Whether a role may do all that a DynamoDB request asks. */
const may = (operation: string, input: object, policy = appendOnly) =>
  dynamoDbAccess(operation, { ...input }).every(({ action, resource, context }) =>
    policy.allows(action, resource, context),
  );

describe('a Deny statement on leading keys', () => {
  test.each([
    ['UpdateItem', { TableName: 'T', Key: key('AUDIT#2026-01-01#0') }, false],
    ['DeleteItem', { TableName: 'T', Key: key('AUDIT#') }, false],
    ['DeleteItem', { TableName: 'T', Key: key('AUDIT') }, true],
    ['DeleteItem', { TableName: 'T', Key: key('audit#1') }, true],
    ['DeleteItem', { TableName: 'T', Key: key('USER#AUDIT#') }, true],
    ['UpdateItem', { TableName: 'T', Key: key('USER#1') }, true],
    ['PutItem', { TableName: 'T', Item: key('AUDIT#1') }, true],
    ['GetItem', { TableName: 'T', Key: key('AUDIT#1') }, true],
    ['UpdateItem', { TableName: 'Other', Key: key('AUDIT#1') }, true],
  ] as const)('%s %j: %s', (operation, input, allowed) => {
    expect(may(operation, input)).toBe(allowed);
  });

  test('a transaction is authorised operation by operation, so an event may be put beside an update', () => {
    const put = { Put: { TableName: 'T', Item: key('AUDIT#1') } };
    const update = (pk: string) => ({ Update: { TableName: 'T', Key: key(pk) } });
    expect(may('TransactWriteItems', { TransactItems: [put, update('USER#1')] })).toBe(true);
    expect(may('TransactWriteItems', { TransactItems: [put, update('USER#1'), update('AUDIT#1')] })).toBe(false);
    expect(may('TransactWriteItems', { TransactItems: [{ Delete: { TableName: 'T', Key: key('AUDIT#1') } }] })).toBe(
      false,
    );
  });

  test('applies to all keys of a request', () => {
    const policy = compilePolicy([allowAll, { ...denyTrail, Action: ['dynamodb:BatchGetItem'] }], 'r');
    const reads = (...pks: string[]) => ({ RequestItems: { T: { Keys: pks.map(key) } } });
    expect(may('BatchGetItem', reads('USER#1', 'AUDIT#1'), policy)).toBe(true);
    expect(may('BatchGetItem', reads('AUDIT#2', 'AUDIT#1'), policy)).toBe(false);
  });

  test('holds for one key among others with ForAnyValue', () => {
    const Condition = { 'ForAnyValue:StringLike': { [leadingKeys]: ['AUDIT#*', 'SECRET#*'] } };
    const denied = { ...denyTrail, Action: ['dynamodb:BatchGetItem', 'dynamodb:UpdateItem'], Condition };
    const policy = compilePolicy([allowAll, denied], 'r');
    const reads = (...pks: string[]) => ({ RequestItems: { T: { Keys: pks.map(key) } } });
    expect(may('BatchGetItem', reads('USER#1', 'SECRET#1'), policy)).toBe(false);
    expect(may('BatchGetItem', reads('USER#1', 'USER#SECRET#'), policy)).toBe(true);
    expect(may('UpdateItem', { TableName: 'T' }, policy)).toBe(true);
  });

  test('does not hold for a request without keys', () => {
    expect(may('UpdateItem', { TableName: 'T' })).toBe(true);
  });

  test('holds for every key with the prefix, and for no other', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((rest) => `AUDIT#${rest}`),
        ),
        (pk) => {
          expect(may('DeleteItem', { TableName: 'T', Key: key(pk) })).toBe(!pk.startsWith('AUDIT#'));
        },
      ),
    );
  });
});

describe('an Allow statement on leading keys', () => {
  const Condition = {
    'ForAllValues:StringLike': { [leadingKeys]: ['USER#?', 'EMAIL#*'] },
    Null: { [leadingKeys]: false },
  };
  const policy = compilePolicy([{ Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: table, Condition }], 'r');

  test.each([
    ['USER#1', true],
    ['USER#12', false],
    ['EMAIL#', true],
    ['AUDIT#1', false],
  ])('%s: %s', (pk, allowed) => {
    expect(may('GetItem', { TableName: 'T', Key: key(pk) }, policy)).toBe(allowed);
  });

  test('does not hold for a request without keys', () => {
    expect(policy.allows('dynamodb:GetItem', table)).toBe(false);
    expect(may('GetItem', { TableName: 'T' }, policy)).toBe(false);
  });
});

test.each([
  ['another operator', { StringLike: { [leadingKeys]: 'a' } }, writes, 'StringLike'],
  ['another set operator', { 'ForAnyValue:StringEquals': { [leadingKeys]: 'a' } }, writes, 'ForAnyValue:StringEquals'],
  ['a key that must be absent', { Null: { [leadingKeys]: 'true' } }, writes, 'Null "true"'],
  ['an operator that objects inherit', { toString: { [leadingKeys]: 'a' } }, writes, 'toString'],
  ['another key', { 'ForAllValues:StringLike': { 'dynamodb:Attributes': 'a' } }, writes, 'dynamodb:Attributes'],
  [
    'a policy variable',
    { 'ForAllValues:StringLike': { [leadingKeys]: '$'.concat('{aws:userid}') } },
    writes,
    'the policy variable',
  ],
  ['an action that hides its keys in an expression', trail, ['dynamodb:Query'], 'for dynamodb:Query'],
  ['every action', trail, '*', 'for *'],
])('refuses %s', (_, Condition, Action, named) => {
  const statement = { Effect: 'Deny', Action, Resource: table, Condition };
  expect(() => compilePolicy([statement], 'login')).toThrow('A statement of role login has a Condition with');
  expect(() => compilePolicy([statement], 'login')).toThrow(named);
});
