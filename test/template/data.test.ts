import { beforeAll, describe, expect, test } from '@jest/globals';
import { block, type Synthesised, synthesise } from './support.ts';

let synthesised: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
});

describe('the table', () => {
  test('has keys, TTL, on-demand billing, point-in-time recovery, deletion protection, and is retained', () => {
    const tables = [...synthesised.resources('AWS::DynamoDB::Table').values()];
    expect(tables).toHaveLength(1);
    expect(tables[0]).toMatchObject({
      DeletionPolicy: 'Retain',
      UpdateReplacePolicy: 'Retain',
      Properties: {
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        AttributeDefinitions: [
          { AttributeName: 'pk', AttributeType: 'S' },
          { AttributeName: 'sk', AttributeType: 'S' },
          { AttributeName: 'list', AttributeType: 'S' },
          { AttributeName: 'list_at', AttributeType: 'N' },
        ],
        StreamSpecification: { StreamViewType: 'NEW_IMAGE' },
        TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
        PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        DeletionProtectionEnabled: true,
      },
    });
  });
});

describe('the secrets', () => {
  const secrets = () => [...synthesised.resources('AWS::SecretsManager::Secret').values()];
  const generatedKeyOf = (description: string) => {
    const secret = secrets().find(({ Properties }) => Properties['Description'] === description);
    return secret?.Properties['GenerateSecretString'];
  };

  test('are one per declared provider, disabled ones included, and one of session keys', () => {
    expect(secrets().map(({ Properties }) => Properties['Description'])).toEqual([
      'Postern: keys that seal login attempts and sessions',
      'Postern: client secret of the provider authentiq',
      'Postern: client secret of the provider corp-login',
      'Postern: client secret of the provider later',
    ]);
  });

  test('are retained, with generated names that collide with no retained secret', () => {
    for (const secret of secrets()) {
      expect(secret).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
      expect(secret.Properties).not.toHaveProperty('Name');
      expect(secret.Properties).not.toHaveProperty('SecretString');
    }
  });

  test('session keys are generated; a client secret that was never set has another JSON key', () => {
    const generated = { SecretStringTemplate: '{}', PasswordLength: 64, ExcludePunctuation: true };
    expect(generatedKeyOf('Postern: keys that seal login attempts and sessions')).toEqual({
      ...generated,
      GenerateStringKey: 'current',
    });
    expect(generatedKeyOf('Postern: client secret of the provider authentiq')).toEqual({
      ...generated,
      GenerateStringKey: 'not_set',
    });
  });
});

test('outputs name the table and the secrets', () => {
  const named = Object.keys(synthesised.stateful.outputs).filter((name) => !name.startsWith('Publish'));
  expect(named).toEqual([
    'TableName',
    'SessionKeysSecretArn',
    'ProviderSecretArnAuthentiq',
    'ProviderSecretArnCorpLogin',
    'ProviderSecretArnLater',
  ]);
});

test('the API imports no export, so a provider can be removed', () => {
  expect(JSON.stringify(synthesised.stateless.toJSON())).not.toContain('Fn::ImportValue');
  for (const output of Object.values(synthesised.stateful.outputs)) {
    expect(output).not.toHaveProperty('Export');
  }
});

test('the stack has termination protection', () => {
  expect(synthesised.stateful.terminationProtection).toBe(true);
  expect(synthesised.stateless.terminationProtection).toBe(false);
});
