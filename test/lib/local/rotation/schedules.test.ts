import { describe, expect, test } from '@jest/globals';
import { readSchedules } from '../../../../lib/local/rotation/schedules.ts';
import type { Assembly, Resource, Stack } from '../../../../lib/local/template/assembly.ts';
import { createResolver } from '../../../../lib/local/template/intrinsics.ts';
import { localNames } from '../../../../lib/local/template/resource-names.ts';

const secretArn = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:postern/corp-AbCdEf';
const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:App-Rotation';
const schedule = {
  SecretId: { Ref: 'Secret' },
  RotationLambdaARN: { 'Fn::GetAtt': ['Rotation', 'Arn'] },
};
const permission = {
  Action: 'lambda:InvokeFunction',
  FunctionName: { 'Fn::GetAtt': ['Rotation', 'Arn'] },
  Principal: 'secretsmanager.amazonaws.com',
};

/** Reads the schedules of a template with these schedules and permissions, one function and one secret. */
function read(schedules: readonly object[] = [schedule], permissions: readonly object[] = [permission]) {
  const resources = new Map<string, Resource>();
  const stack: Stack = { name: 'App', resources, outputs: [], assets: new Map([['bundle', '/bundle']]) };
  const add = (logicalId: string, type: string, of: object) =>
    resources.set(logicalId, { stack, logicalId, type, path: logicalId, properties: { ...of } });
  add('Secret', 'AWS::SecretsManager::Secret', {});
  add('Role', 'AWS::IAM::Role', {});
  const Role = { 'Fn::GetAtt': ['Role', 'Arn'] };
  for (const name of ['Rotation', 'Other'])
    add(name, 'AWS::Lambda::Function', { Code: { S3Key: 'bundle' }, Handler: 'index.handler', Role });
  for (const [index, of] of permissions.entries()) add(`Permission${index}`, 'AWS::Lambda::Permission', of);
  for (const [index, of] of schedules.entries()) add(`Schedule${index}`, 'AWS::SecretsManager::RotationSchedule', of);
  const assembly: Assembly = {
    stacks: [stack],
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
  };
  const resolve = createResolver(
    assembly,
    localNames(() => secretArn),
  );
  return readSchedules({ assembly, resolve, environment: {} });
}

describe('readSchedules', () => {
  test('reads secret and function; by default a secret is rotated at once and on request', () => {
    const [found, ...others] = read();
    expect(found).toEqual({ secretArn, functionArn, rotateImmediately: true, function: expect.anything() });
    expect(found?.function).toMatchObject({ name: 'App-Rotation', directory: '/bundle', handler: 'index.handler' });
    expect(others).toEqual([]);
  });

  test('reads the rules', () => {
    const [found] = read([
      { ...schedule, RotationRules: { AutomaticallyAfterDays: 30 }, RotateImmediatelyOnUpdate: false },
    ]);
    expect(found).toMatchObject({ automaticallyAfterDays: 30, rotateImmediately: false });
  });

  test('a template without schedules has none', () => {
    expect(read([], [])).toEqual([]);
  });

  test.each([
    ['the function by its name', { FunctionName: 'App-Rotation' }],
    ['the account', { SourceAccount: { Ref: 'AWS::AccountId' } }],
    ['the secret', { SourceArn: { Ref: 'Secret' } }],
    ['secrets that the secret is one of', { SourceArn: 'arn:aws:secretsmanager:*:*:secret:postern/*' }],
  ])('accepts a permission that names %s', (_, named) => {
    expect(read([schedule], [{ Action: 'lambda:InvokeFunction' }, { ...permission, ...named }])).toHaveLength(1);
  });

  test.each([
    ['another action', { Action: 'lambda:GetFunction' }],
    ['another principal', { Principal: 'apigateway.amazonaws.com' }],
    ['another function', { FunctionName: { Ref: 'Other' } }],
    ['another account', { SourceAccount: '111111111111' }],
    ['another secret', { SourceArn: `${secretArn}x` }],
    ['a condition that the local run does not know', { PrincipalOrgID: 'o-1' }],
  ])('refuses a function that Secrets Manager may not invoke: the permission names %s', (_, named) => {
    expect(() => read([schedule], [{ ...permission, ...named }])).toThrow(
      'secretsmanager.amazonaws.com may not invoke App-Rotation, which Schedule0 needs',
    );
  });

  test.each([
    ['a hosted function', { HostedRotationLambda: {} }, 'Schedule0 has HostedRotationLambda, which'],
    [
      'an expression',
      { RotationRules: { ScheduleExpression: 'rate(4 hours)' } },
      'RotationRules of Schedule0 has ScheduleExpression, which',
    ],
    ['no days', { RotationRules: { AutomaticallyAfterDays: 0 } }, 'must be a whole number from 1 to 1,000'],
    ['too many days', { RotationRules: { AutomaticallyAfterDays: 1001 } }, 'must be a whole number from 1 to 1,000'],
    ['half a day', { RotationRules: { AutomaticallyAfterDays: 0.5 } }, 'must be a whole number from 1 to 1,000'],
    ['neither at once nor later', { RotateImmediatelyOnUpdate: 'no' }, 'must be true or false'],
    [
      'a function that is not there',
      { RotationLambdaARN: `${functionArn}2` },
      'which is not a function of the template',
    ],
    ['a secret by its name', { SecretId: 'postern/corp' }, "which is not a secret's ARN"],
  ])('refuses %s', (_, changed, sentence) => {
    expect(() => read([{ ...schedule, ...changed }])).toThrow(sentence);
  });

  test('refuses a second schedule for a secret', () => {
    expect(() => read([schedule, schedule])).toThrow(`two rotation schedules for ${secretArn}`);
  });
});
