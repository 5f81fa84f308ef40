import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSecretsManagerClient } from '../../../../lib/local/aws/clients.ts';
import { type AwsService, errorResponse } from '../../../../lib/local/aws/service.ts';
import { openRecords } from '../../../../lib/local/rotation/records.ts';
import { createRotationRunner } from '../../../../lib/local/rotation/runner.ts';
import type { ActiveSchedule } from '../../../../lib/local/rotation/schedules.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';
import { functionArn, token } from './fixture.ts';

let directory: string;
let standIn: AwsService;
let client: SecretsManagerClient;
let arn: string;
let log: string[];
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'postern-conductor-'));
  standIn = openSecretsManagerStandIn(join(directory, 'secrets.json'));
  client = createSecretsManagerClient(standIn);
  log = [];
  const created = { Name: 'corp', SecretString: '0', ClientRequestToken: token('0') };
  arn = String((await client.send(new CreateSecretCommand(created))).ARN);
});
afterEach(() => rmSync(directory, { recursive: true }));

const put = (VersionStages: string[], letter: string) =>
  client.send(
    new PutSecretValueCommand({
      ...{ SecretId: arn, VersionStages, SecretString: letter, ClientRequestToken: token(letter) },
    }),
  );

/** A function that makes the version current in its first step, and notes it. */
function open(service: AwsService) {
  const made: string[] = [];
  const invoke = async (event: string): Promise<string> => {
    const { Step, SecretId, ClientRequestToken } = JSON.parse(event);
    if (Step !== 'createSecret') return 'null';
    made.push(ClientRequestToken);
    const value = { SecretId, ClientRequestToken, SecretString: ClientRequestToken };
    await client.send(new PutSecretValueCommand(value));
    return 'null';
  };
  const schedule: ActiveSchedule = { secretArn: arn, functionArn, rotateImmediately: true, invoke };
  const records = openRecords(join(directory, 'rotations.json'));
  const conductor = createRotationRunner(
    createSecretsManagerClient(service),
    new Map([[arn, schedule]]),
    records,
    (line) => log.push(line),
  );
  return { conductor, made };
}

test('a description from before the end of a rotation is fetched again', async () => {
  await put(['AWSPENDING'], 'a');
  let answers = 0;
  let go = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    go = resolve;
  });
  /** Holds the second answer, which tells of a version that is pending, until the first rotation has ended. */
  const slow: AwsService = async (request) => {
    const response = await standIn(request);
    answers += 1;
    if (answers === 2) await held;
    return response;
  };
  const { conductor, made } = open(slow);
  const [first, second] = [conductor.begin(arn, token('b')), conductor.begin(arn, token('c'))];
  const begun = await first;
  expect(begun).toMatchObject({ versionId: token('a'), resumed: true });
  await client.send(
    new UpdateSecretVersionStageCommand({
      SecretId: arn,
      VersionStage: 'AWSPENDING',
      RemoveFromVersionId: token('a'),
    }),
  );
  await begun.ended;
  go();
  expect(await second).toMatchObject({ versionId: token('c'), resumed: false });
  await conductor.end();
  expect(made).toEqual([token('a'), token('c')]);
});

test('a failure of the service ends the rotation, and is logged', async () => {
  await put(['AWSCURRENT', 'AWSPENDING'], 'a');
  const { conductor, made } = open(async (request) => {
    if (request.target.endsWith('UpdateSecretVersionStage')) return errorResponse('InternalServiceError', 'no');
    return standIn(request);
  });
  await conductor.begin(arn, token('b'));
  await conductor.end();
  expect(made).toEqual([]);
  expect(log).toEqual([expect.stringMatching(/^\[secrets\] corp was not rotated: InternalServiceError: no\./)]);
});
