import { beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keys } from '../../functions/core/storage/table/keys.ts';
import { localArn } from '../../lib/local/account-and-region.ts';
import { dynamoDbAccess } from '../../lib/local/iam/access.ts';
import { compilePolicy, type Policy } from '../../lib/local/iam/policy.ts';
import { block, providerSecretArn, type Resource, type Synthesised, sessionKeysArn, synthesise } from './support.ts';

let synthesised: Synthesised;
let configured: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
  configured = await synthesise({ ...block, session: { rotateKeysAfterDays: 7 } });
});

const functionId = () => {
  const functions = [...synthesised.resources('AWS::Lambda::Function')];
  return functions.find(([, { Properties }]) => Properties['Description'] === 'Postern: rotation')?.[0];
};
const functionArn = () => ({ 'Fn::GetAtt': [functionId(), 'Arn'] });
const permission = (): readonly [string, Resource] | undefined => {
  const found = [...synthesised.resources('AWS::Lambda::Permission')].filter(
    ([, { Properties }]) => JSON.stringify(Properties['FunctionName']) === JSON.stringify(functionArn()),
  );
  expect(found).toHaveLength(1);
  return found[0];
};
const schedules = (of = synthesised) => [...of.resources('AWS::SecretsManager::RotationSchedule').values()];
const scheduleFor = (secret: object, of = synthesised) =>
  schedules(of).find(({ Properties }) => JSON.stringify(Properties['SecretId']) === JSON.stringify(secret));

describe('the schedules', () => {
  test.each(['authentiq', 'corp-login'])(
    'the client secret of %s is rotated on request alone, and not by deployments',
    (provider) => {
      const secret = providerSecretArn(synthesised, provider);
      expect(scheduleFor(secret)?.Properties).toEqual({
        SecretId: secret,
        RotationLambdaARN: functionArn(),
        RotateImmediatelyOnUpdate: false,
      });
    },
  );

  test('a disabled provider has none', () => {
    expect(schedules()).toHaveLength(3);
    expect(scheduleFor(providerSecretArn(synthesised, 'later'))).toBeUndefined();
  });

  test('the session keys are rotated at once, and then monthly', () => {
    const secret = sessionKeysArn(synthesised);
    expect(scheduleFor(secret)?.Properties).toEqual({
      SecretId: secret,
      RotationLambdaARN: functionArn(),
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: true,
    });
  });

  test('the session keys are rotated at the configured interval', () => {
    const { Properties } = scheduleFor(sessionKeysArn(configured), configured) ?? {};
    expect(Properties).toMatchObject({ RotationRules: { AutomaticallyAfterDays: 7 }, RotateImmediatelyOnUpdate: true });
  });

  test('depend on the invoke permission, without which Secrets Manager refuses them', () => {
    for (const { DependsOn } of schedules()) expect(DependsOn).toEqual([permission()?.[0]]);
  });
});

test('only Secrets Manager may invoke the function, for secrets of this account', () => {
  expect(permission()?.[1].Properties).toEqual({
    Action: 'lambda:InvokeFunction',
    FunctionName: functionArn(),
    Principal: 'secretsmanager.amazonaws.com',
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
});

describe('its role, by the local IAM evaluation', () => {
  const TableName = 'T';
  /** The role's statements about the table, with the table's ARN. */
  const policy = (): Policy => {
    const roles = [...synthesised.resources('AWS::IAM::Role').values()];
    const role = roles.find(
      ({ Properties }) => Properties['Description'] === 'Postern: what the rotation function may do',
    );
    const [{ PolicyDocument }] = Object(role?.Properties['Policies']);
    const statements: readonly object[] = PolicyDocument.Statement;
    const onTable = statements.filter((statement) => JSON.stringify(statement).includes('"dynamodb:'));
    const Resource = localArn('dynamodb', `table/${TableName}`);
    return compilePolicy(
      onTable.map((statement) => ({ ...statement, Resource })),
      'rotation',
    );
  };
  let role: Policy;
  beforeAll(async () => {
    role = policy();
  });

  /** Whether the role allows every action of a request. */
  const may = (operation: string, input: object) =>
    dynamoDbAccess(operation, { TableName, ...input }).every(({ action, resource, context }) =>
      role.allows(action, resource, context),
    );
  const keyOf = (pk: string) => ({ pk: { S: pk }, sk: { S: 's' } });

  const others = [
    keys.user('u'),
    keys.session('u', 's'),
    keys.identity('corp', 's'),
    keys.email('e'),
    keys.username('n'),
    keys.providerSession('corp', 's', 's'),
    keys.attempt('h'),
    keys.logoutToken('corp', 'j'),
    keys.providerSwitch('corp'),
    keys.document('metadata', 'h'),
    keys.audit('2026-11-23', 0, '2026-11-23T12:00:00.000Z', 'evt_1'),
  ];

  test('reads and updates secret status', () => {
    for (const Key of [keys.clientSecretStatus('corp'), keys.sessionKeysStatus()]) {
      expect(may('GetItem', { Key })).toBe(true);
      expect(may('UpdateItem', { Key })).toBe(true);
    }
  });

  test.each(others)('cannot read or update other items: %j', (Key) => {
    expect(may('GetItem', { Key })).toBe(false);
    expect(may('UpdateItem', { Key })).toBe(false);
  });

  test('puts audit events', () => {
    expect(may('PutItem', { Item: keys.audit('2026-11-23', 0, '2026-11-23T12:00:00.000Z', 'evt_1') })).toBe(true);
    for (const Item of [keys.user('u'), keys.session('u', 's'), keys.clientSecretStatus('corp')]) {
      expect(may('PutItem', { Item })).toBe(false);
    }
  });

  test.each([keys.clientSecretStatus('corp'), ...others])('cannot delete, nor read by other operations: %j', (Key) => {
    for (const operation of ['DeleteItem', 'ConditionCheckItem', 'PartiQLSelect']) {
      expect(may(operation, { Key })).toBe(false);
    }
    expect(may('BatchGetItem', { RequestItems: { [TableName]: { Keys: [Key] } } })).toBe(false);
    expect(may('BatchWriteItem', { RequestItems: { [TableName]: [{ PutRequest: { Item: Key } }] } })).toBe(false);
    expect(may('TransactWriteItems', { TransactItems: [{ Delete: { TableName, Key } }] })).toBe(false);
  });

  test.each(['Query', 'Scan', 'GetItem', 'PutItem', 'UpdateItem'])('%s without a key is refused', (operation) => {
    expect(may(operation, {})).toBe(false);
    expect(may(operation, { IndexName: 'lists' })).toBe(false);
  });

  test('depends only on the prefix of the partition key', () => {
    const partition = fc.oneof(
      fc.string(),
      fc.tuple(fc.constantFrom('SECRET#', 'AUDIT#', 'USER#'), fc.string()).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(partition, (pk) => {
        expect(may('GetItem', { Key: keyOf(pk) })).toBe(pk.startsWith('SECRET#'));
        expect(may('UpdateItem', { Key: keyOf(pk) })).toBe(pk.startsWith('SECRET#'));
        expect(may('PutItem', { Item: keyOf(pk) })).toBe(pk.startsWith('AUDIT#'));
      }),
    );
  });
});
