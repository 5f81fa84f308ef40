import { beforeAll, describe, expect, test } from '@jest/globals';
import { block, fromData, providerSecretArn, type Synthesised, sessionKeysArn, synthesise } from './support.ts';

let synthesised: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
});

const doors = ['login', 'callback', 'session', 'events', 'rotation'] as const;
type Door = (typeof doors)[number];

function functionOf(door: Door) {
  const functions = [...synthesised.resources('AWS::Lambda::Function').values()];
  return functions.find(({ Properties }) => Properties['Description'] === `Postern: ${door}`)?.Properties;
}

function roleOf(door: Door) {
  const roles = [...synthesised.resources('AWS::IAM::Role').values()];
  return roles.find(({ Properties }) => Properties['Description'] === `Postern: what the ${door} function may do`);
}

/** Logical ID of a function's resource: `Logs` or `Role`. */
function partOf(door: Door, type: string) {
  const prefix = `SignIn${door.charAt(0).toUpperCase()}${door.slice(1)}`;
  return [...synthesised.resources(type).keys()].find((id) => id.startsWith(prefix)) ?? 'none';
}

const sessionKeys = () => sessionKeysArn(synthesised);
const authentiq = () => providerSecretArn(synthesised, 'authentiq');
const corpLogin = () => providerSecretArn(synthesised, 'corp-login');
const tableId = () => [...synthesised.resources('AWS::DynamoDB::Table').keys()][0];
const tableArn = () => fromData(synthesised, { 'Fn::GetAtt': [tableId(), 'Arn'] });
const tableName = () => fromData(synthesised, { Ref: tableId() });
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
      Timeout: door === 'rotation' ? 60 : 15,
      Role: { 'Fn::GetAtt': [partOf(door, 'AWS::IAM::Role'), 'Arn'] },
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: partOf(door, 'AWS::Logs::LogGroup') } },
    });
  });

  test('retains its log for a month', () => {
    const logGroup = synthesised.resources('AWS::Logs::LogGroup').get(partOf(door, 'AWS::Logs::LogGroup'));
    expect(logGroup).toMatchObject({ DeletionPolicy: 'Retain', Properties: { RetentionInDays: 30 } });
  });

  test('has a role that only Lambda can assume, without managed policies', () => {
    expect(roleOf(door)?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
    expect(roleOf(door)?.Properties).not.toHaveProperty('ManagedPolicyArns');
  });
});

/**
 * Policy of a role: writes its log, reads secrets, and uses the table, except to change audit events. Only functions that
 * read client secrets count their uses. It cannot write documents that other
 * functions own, and of the items of providers only `callback` puts one, at the first sign-in.
 */
function policy(door: Door, secrets: unknown, tableActions: readonly string[], othersDocuments: readonly string[]) {
  const counts = Array.isArray(secrets);
  return policyOf(
    logs(door),
    allow('Secrets', 'secretsmanager:GetSecretValue', secrets),
    allow('Table', tableActions, tableArn()),
    {
      ...{ Sid: 'AppendOnlyTrail', Effect: 'Deny', Action: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'] },
      ...{ Resource: tableArn(), Condition: onlyKeys('AUDIT#*') },
    },
    {
      ...{ Sid: 'SecretNotes', Effect: 'Deny' },
      Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...(counts ? [] : ['dynamodb:UpdateItem'])],
      ...{ Resource: tableArn(), Condition: anyKey(['SECRET#*']) },
    },
    {
      ...{ Sid: 'Providers', Effect: 'Deny', Resource: tableArn(), Condition: anyKey(['PROVIDER#*']) },
      Action: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem', ...(door === 'callback' ? [] : ['dynamodb:PutItem'])],
    },
    ...(othersDocuments.length === 0 ? [] : [denyDocuments(othersDocuments)]),
  );
}

function denyDocuments(patterns: readonly string[]) {
  return {
    ...{ Sid: 'OthersDocuments', Effect: 'Deny', Resource: tableArn() },
    Action: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    Condition: anyKey(patterns),
  };
}

function anyKey(patterns: readonly string[]) {
  return { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': patterns } };
}

function policyOf(...Statement: readonly object[]) {
  return [{ PolicyName: 'Least', PolicyDocument: { Version: '2012-10-17', Statement } }];
}

function allow(Sid: string, Action: string | readonly string[], Resource: unknown) {
  return { Sid, Effect: 'Allow', Action, Resource };
}

function logs(door: Door) {
  const group = { 'Fn::GetAtt': [partOf(door, 'AWS::Logs::LogGroup'), 'Arn'] };
  return allow('Logs', ['logs:CreateLogStream', 'logs:PutLogEvents'], group);
}

function onlyKeys(pattern: string) {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

describe('the complete policy of', () => {
  test('login, which reads client secrets only of providers with pushed requests', () => {
    const actions = ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'];
    expect(roleOf('login')?.Properties['Policies']).toEqual(
      policy('login', [sessionKeys(), corpLogin()], actions, ['DOCUMENT#metadata#*', 'DOCUMENT#jwks#*']),
    );
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
        [],
      ),
    );
  });

  test('session, which reads client secrets only of providers that sign with them', () => {
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
        ['DOCUMENT#metadata#*'],
      ),
    );
  });

  test('rotation, the only function that writes secrets, with only secret status and audit events in the table', () => {
    const changes = ['DescribeSecret', 'GetSecretValue', 'PutSecretValue', 'UpdateSecretVersionStage'];
    const secrets = allow(
      'Secrets',
      changes.map((operation) => `secretsmanager:${operation}`),
      [sessionKeys(), authentiq(), corpLogin()],
    );
    const notes = allow('Notes', ['dynamodb:GetItem', 'dynamodb:UpdateItem'], tableArn());
    const trail = allow('Trail', 'dynamodb:PutItem', tableArn());
    expect(roleOf('rotation')?.Properties['Policies']).toEqual(
      policyOf(
        logs('rotation'),
        secrets,
        { ...notes, Condition: onlyKeys('SECRET#*') },
        { ...trail, Condition: onlyKeys('AUDIT#*') },
      ),
    );
  });
});

describe('the complete environment of', () => {
  const baseUrl = () => ({ POSTERN_BASE_URL: { 'Fn::GetAtt': [apiId(), 'ApiEndpoint'] } });

  test('login', () => {
    expect(functionOf('login')?.['Environment']).toEqual({
      Variables: {
        ...baseUrl(),
        POSTERN_SESSION_KEYS_SECRET_ARN: sessionKeys(),
        POSTERN_TABLE_NAME: tableName(),
        POSTERN_PROVIDER_SECRET_ARN_CORP_LOGIN: corpLogin(),
      },
    });
  });

  test.each([
    ['callback', { POSTERN_PROVIDER_SECRET_ARN_CORP_LOGIN: corpLogin }],
    ['session', {}],
    ['rotation', { POSTERN_PROVIDER_SECRET_ARN_CORP_LOGIN: corpLogin }],
  ] as const)('%s', (door, further) => {
    expect(functionOf(door)?.['Environment']).toEqual({
      Variables: {
        ...baseUrl(),
        POSTERN_SESSION_KEYS_SECRET_ARN: sessionKeys(),
        POSTERN_TABLE_NAME: tableName(),
        POSTERN_PROVIDER_SECRET_ARN_AUTHENTIQ: authentiq(),
        ...Object.fromEntries(Object.entries(further).map(([name, arn]) => [name, arn()])),
      },
    });
  });
});
