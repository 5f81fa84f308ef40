import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSecretsManagerClient } from '../../../../lib/local/aws/clients.ts';
import { Cleanup } from '../../../../lib/local/cleanup.ts';
import { assumeRoles, startFunctions } from '../../../../lib/local/functions/start.ts';
import { startGuards } from '../../../../lib/local/iam/guarded-services.ts';
import { withRotation } from '../../../../lib/local/rotation/rotate-secret.ts';
import { readSchedules } from '../../../../lib/local/rotation/schedules.ts';
import { startRotations } from '../../../../lib/local/rotation/start.ts';
import { ensureSecrets } from '../../../../lib/local/secrets/template-secrets.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';
import type { Assembly, Resource, Stack } from '../../../../lib/local/template/assembly.ts';
import { createResolver } from '../../../../lib/local/template/intrinsics.ts';
import { localNames } from '../../../../lib/local/template/resource-names.ts';

/** A rotation function without the SDK: its first step makes a value and its last one makes that current. */
const source = `
const call = async (operation, input) => {
  const { AWS_ENDPOINT_URL_SECRETS_MANAGER: url, AWS_ACCESS_KEY_ID: id, AWS_SESSION_TOKEN: token } = process.env;
  const headers = {
    authorization: 'AWS4-HMAC-SHA256 Credential=' + id + '/',
    'x-amz-security-token': token,
    'x-amz-target': 'secretsmanager.' + operation,
  };
  const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify(input) });
  if (!response.ok) throw new Error(await response.text());
  return response.json();
};
exports.handler = async ({ Step, SecretId, ClientRequestToken }) => {
  const { VersionIdsToStages: stages } = await call('DescribeSecret', { SecretId });
  const RemoveFromVersionId = Object.keys(stages).find((id) => stages[id].includes('AWSCURRENT'));
  if (Step === 'createSecret')
    await call('PutSecretValue', { SecretId, ClientRequestToken, SecretString: 'new', VersionStages: ['AWSPENDING'] });
  if (Step === 'finishSecret') {
    const MoveToVersionId = ClientRequestToken;
    await call('UpdateSecretVersionStage', { SecretId, VersionStage: 'AWSCURRENT', MoveToVersionId, RemoveFromVersionId });
  }
};`;

let directory: string;
let cleanup: Cleanup;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-rotation-run-'));
  writeFileSync(join(directory, 'index.js'), source);
  cleanup = new Cleanup();
});
afterEach(async () => {
  await cleanup.run();
  rmSync(directory, { recursive: true });
});

/** Runs a template with one secret and a function that rotates it, whose role may do these things with it. */
async function run(actions: readonly string[], log: string[]): Promise<SecretsManagerClient> {
  const resources = new Map<string, Resource>();
  const stack: Stack = { name: 'App', resources, outputs: [], assets: new Map([['bundle', directory]]) };
  const add = (logicalId: string, type: string, properties: Resource['properties']) =>
    resources.set(logicalId, { stack, logicalId, type, path: `App/${logicalId}`, properties });
  const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: { Ref: 'Secret' } }];
  add('Secret', 'AWS::SecretsManager::Secret', { Name: 'corp', SecretString: 'old' });
  add('Role', 'AWS::IAM::Role', { Policies: [{ PolicyDocument: { Statement } }] });
  add('Rotation', 'AWS::Lambda::Function', {
    Code: { S3Key: 'bundle' },
    Handler: 'index.handler',
    Role: arnOf('Role'),
  });
  add('Permission', 'AWS::Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: arnOf('Rotation'),
    Principal: 'secretsmanager.amazonaws.com',
  });
  add('Schedule', 'AWS::SecretsManager::RotationSchedule', {
    SecretId: { Ref: 'Secret' },
    RotationLambdaARN: arnOf('Rotation'),
  });
  const assembly: Assembly = {
    stacks: [stack],
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
  };

  const line = (text: string): void => void log.push(text);
  const standIn = openSecretsManagerStandIn(join(directory, 'secrets.json'));
  const rotations = withRotation(standIn, join(directory, 'rotations.json'), line);
  const { secretsManager } = rotations;
  const client = createSecretsManagerClient(secretsManager);
  const secrets = await ensureSecrets(client, assembly);
  const resolve = createResolver(assembly, localNames(secrets.arnOf));
  const schedules = readSchedules({ assembly, resolve, environment: {} });
  const principals = assumeRoles(schedules);
  const services = { dynamodb: secretsManager, secretsManager };
  const endpoints = await startGuards(services, [...principals.values()], secrets.byName, line, cleanup);
  const hosts = await startFunctions(principals, endpoints, line, cleanup);
  await startRotations(schedules, hosts, rotations, line, cleanup);
  return client;
}

const read = async (secretsManager: SecretsManagerClient) =>
  (await secretsManager.send(new GetSecretValueCommand({ SecretId: 'corp' }))).SecretString;
const needed = ['DescribeSecret', 'PutSecretValue', 'UpdateSecretVersionStage'].map((name) => `secretsmanager:${name}`);

test('the scheduled function rotates the secret in its own worker with its own role', async () => {
  const log: string[] = [];
  expect(await read(await run(needed, log))).toBe('new');
  expect(log).toEqual([]);
});

test('a role without permission for finishSecret leaves the secret unchanged, and the run continues', async () => {
  const log: string[] = [];
  expect(await read(await run(needed.slice(0, 2), log))).toBe('old');
  expect(log).toContain('[secrets] corp was not rotated: finishSecret failed. RotateSecret attempts it again.');
  expect(log.join('\n')).toContain('is not authorized to perform: secretsmanager:UpdateSecretVersionStage');
});
