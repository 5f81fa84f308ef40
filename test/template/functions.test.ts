import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { block, type Synthesised, synthesise } from './support.ts';

let synthesised: Synthesised;
beforeAll(() => {
  synthesised = synthesise(block);
});
afterAll(() => synthesised.dispose());

const doors = ['login', 'callback', 'session', 'events'] as const;
type Door = (typeof doors)[number];

function functionOf(door: Door) {
  const functions = [...synthesised.resources('AWS::Lambda::Function').values()];
  return functions.find(({ Properties }) => Properties['Description'] === `Postern: ${door}`)?.Properties;
}

function roleOf(door: Door) {
  const roles = [...synthesised.resources('AWS::IAM::Role').values()];
  return roles.find(({ Properties }) => Properties['Description'] === `Postern: what the ${door} function may do`);
}

/** Logical ID of a function's part: `Logs` or `Role`. */
function partOf(door: Door, type: string) {
  const prefix = `SignIn${door.charAt(0).toUpperCase()}${door.slice(1)}`;
  return [...synthesised.resources(type).keys()].find((id) => id.startsWith(prefix)) ?? 'none';
}

/** A reference to an output of the stateful stack, told by what the output refers to. */
function fromData(outputValue: unknown) {
  const outputs = Object.entries(synthesised.stateful.findOutputs('*'));
  const found = outputs.find(
    ([name, { Value }]) => name.startsWith('Publish') && JSON.stringify(Value) === JSON.stringify(outputValue),
  );
  return {
    'Fn::GetStackOutput': { StackName: 'Postern-Data', Region: { Ref: 'AWS::Region' }, OutputName: found?.[0] },
  };
}

function secretArn(description: string) {
  const secrets = [...synthesised.resources('AWS::SecretsManager::Secret')];
  const found = secrets.find(([, { Properties }]) => Properties['Description'] === description);
  return fromData({ Ref: found?.[0] });
}

const sessionKeys = () => secretArn('Postern: keys that seal login attempts and sessions');
const authentiq = () => secretArn('Postern: client secret of the provider authentiq');
const corpLogin = () => secretArn('Postern: client secret of the provider corp-login');
const tableId = () => [...synthesised.resources('AWS::DynamoDB::Table').keys()][0];
const apiId = () => [...synthesised.resources('AWS::ApiGatewayV2::Api').keys()][0];

test('there are no others', () => {
  expect(synthesised.resources('AWS::Lambda::Function').size).toBe(doors.length);
  expect(synthesised.resources('AWS::IAM::Role').size).toBe(doors.length);
  expect(synthesised.resources('AWS::IAM::Policy').size).toBe(0);
});

describe.each(doors)('%s', (door) => {
  test('runs on the current runtime, on Graviton, with its own role and log group', () => {
    expect(functionOf(door)).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      MemorySize: 512,
      Timeout: 15,
      Role: { 'Fn::GetAtt': [partOf(door, 'AWS::IAM::Role'), 'Arn'] },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: partOf(door, 'AWS::Logs::LogGroup') } },
    });
  });

  test('keeps its log for a month', () => {
    const logGroup = synthesised.resources('AWS::Logs::LogGroup').get(partOf(door, 'AWS::Logs::LogGroup'));
    expect(logGroup).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
  });

  test('can be assumed by Lambda alone and has no managed policy', () => {
    expect(roleOf(door)?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
    expect(roleOf(door)?.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

/** The policy of a role: writing the log, reading secrets, and the actions on the table, but never on the trail. */
function policy(door: Door, secrets: unknown, tableActions: readonly string[]) {
  const statements: unknown[] = [
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [partOf(door, 'AWS::Logs::LogGroup'), 'Arn'] },
    },
    { Sid: 'Secrets', Effect: 'Allow', Action: 'secretsmanager:GetSecretValue', Resource: secrets },
  ];
  const Resource = fromData({ 'Fn::GetAtt': [tableId(), 'Arn'] });
  statements.push({ Sid: 'Table', Effect: 'Allow', Action: tableActions, Resource });
  statements.push({
    Sid: 'AppendOnlyTrail',
    Effect: 'Deny',
    Action: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
    Resource,
    Condition: {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['AUDIT#*'] },
      Null: { 'dynamodb:LeadingKeys': 'false' },
    },
  });
  return [{ PolicyName: 'Least', PolicyDocument: { Version: '2012-10-17', Statement: statements } }];
}

describe('what each may do, exactly', () => {
  test('login, which reads no client secret', () => {
    const actions = ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(roleOf('login')?.Properties['Policies']).toEqual(policy('login', sessionKeys(), actions));
  });

  test('callback', () => {
    expect(roleOf('callback')?.Properties['Policies']).toEqual(
      policy(
        'callback',
        [sessionKeys(), authentiq(), corpLogin()],
        [
          'dynamodb:BatchGetItem',
          'dynamodb:ConditionCheckItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
      ),
    );
  });

  test('session, which verifies by the secrets of those providers alone that sign by them', () => {
    expect(roleOf('session')?.Properties['Policies']).toEqual(
      policy(
        'session',
        [sessionKeys(), authentiq()],
        [
          'dynamodb:BatchGetItem',
          'dynamodb:DeleteItem',
          'dynamodb:GetItem',
          'dynamodb:PutItem',
          'dynamodb:Query',
          'dynamodb:UpdateItem',
        ],
      ),
    );
  });
});

describe('what each is told by its environment, exactly', () => {
  const baseUrl = () => ({ POSTERN_BASE_URL: { 'Fn::GetAtt': [apiId(), 'ApiEndpoint'] } });

  test('login', () => {
    expect(functionOf('login')?.['Environment']).toEqual({
      Variables: {
        ...baseUrl(),
        POSTERN_SESSION_KEYS_SECRET_ARN: sessionKeys(),
        POSTERN_TABLE_NAME: fromData({ Ref: tableId() }),
      },
    });
  });

  test.each([
    ['callback', { POSTERN_PROVIDER_SECRET_ARN_CORP_LOGIN: corpLogin }],
    ['session', {}],
  ] as const)('%s', (door, further) => {
    expect(functionOf(door)?.['Environment']).toEqual({
      Variables: {
        ...baseUrl(),
        POSTERN_SESSION_KEYS_SECRET_ARN: sessionKeys(),
        POSTERN_TABLE_NAME: fromData({ Ref: tableId() }),
        POSTERN_PROVIDER_SECRET_ARN_AUTHENTIQ: authentiq(),
        ...Object.fromEntries(Object.entries(further).map(([name, arn]) => [name, arn()])),
      },
    });
  });
});
