import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { createSecretsManagerClient } from '../../../../lib/local/aws/clients.ts';
import { contentTypes } from '../../../../lib/local/aws/service.ts';
import type { Invoke } from '../../../../lib/local/gateway/gateway.ts';
import { startGuard } from '../../../../lib/local/iam/guard.ts';
import { operatorPrincipal } from '../../../../lib/local/iam/principals.ts';
import { type Rotation, withRotation } from '../../../../lib/local/rotation/rotate-secret.ts';
import type { ActiveSchedule } from '../../../../lib/local/rotation/schedules.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';

/** Event of a rotation function. */
export interface Call {
  readonly Step: string;
  readonly SecretId: string;
  readonly ClientRequestToken: string;
  readonly RotationToken: string;
}

/** The stand-in for Secrets Manager with rotation behind a guard, as in a local run, with files of its own. */
export interface Fixture {
  readonly client: SecretsManagerClient;
  readonly rotations: Rotation;
  readonly recordsFile: string;
  readonly log: string[];
  /** Invocations of the rotation function, in order. */
  readonly calls: Call[];
  /** Runs before each step; the step fails if it throws. */
  before: (call: Call) => Promise<void> | void;
  /** Creates a secret with a first value, and returns its ARN. */
  create(name: string): Promise<string>;
  /** A schedule that invokes the function. */
  scheduleFor(secretArn: string, more?: Partial<ActiveSchedule>): ActiveSchedule;
  readonly invoke: Invoke;
  stages(secretId: string): Promise<Record<string, string[]> | undefined>;
  value(secretId: string): Promise<string | undefined>;
  /** Ends it abruptly, and starts it again with the same files; schedules must be configured again. */
  restart(): Promise<Fixture>;
  close(): Promise<void>;
}

export const functionArn = 'arn:aws:lambda:us-east-1:000000000000:function:App-Rotation';

/** A version ID made of one letter. */
export const token = (letter: string): string => letter.repeat(32);

export async function openFixture(
  directory = mkdtempSync(join(tmpdir(), 'postern-rotation-')),
  log: string[] = [],
): Promise<Fixture> {
  const recordsFile = join(directory, 'rotations.json');
  const standIn = openSecretsManagerStandIn(join(directory, 'secrets.json'));
  const rotations = withRotation(standIn, recordsFile, (line) => log.push(line));
  const operator = operatorPrincipal();
  const guard = await startGuard({
    service: rotations.secretsManager,
    contentType: contentTypes.secretsManager,
    principals: [operator],
    access: () => [],
    log: (line) => log.push(line),
  });
  const client = new SecretsManagerClient({
    endpoint: guard.endpoint,
    region: 'us-east-1',
    credentials: operator.credentials,
    maxAttempts: 1,
  });
  const calls: Call[] = [];
  const shut = async (): Promise<void> => {
    client.destroy();
    await guard.close();
  };
  const fixture: Fixture = {
    client,
    rotations,
    recordsFile,
    log,
    calls,
    before: () => undefined,
    async invoke(event) {
      const call: Call = JSON.parse(event);
      calls.push(call);
      await fixture.before(call);
      await runStep(client, call);
      return 'null';
    },
    async create(name) {
      const input = { Name: name, SecretString: 'first', ClientRequestToken: token('0') };
      return String((await createSecretsManagerClient(standIn).send(new CreateSecretCommand(input))).ARN);
    },
    scheduleFor: (secretArn, more) => ({
      secretArn,
      functionArn,
      rotateImmediately: true,
      invoke: fixture.invoke,
      ...more,
    }),
    stages: async (SecretId) => (await client.send(new DescribeSecretCommand({ SecretId }))).VersionIdsToStages,
    value: async (SecretId) => (await client.send(new GetSecretValueCommand({ SecretId }))).SecretString,
    async restart() {
      await shut();
      return openFixture(directory, log);
    },
    async close() {
      await shut();
      rmSync(directory, { recursive: true });
    },
  };
  return fixture;
}

/** Runs a step like AWS's rotation function template: requires that the version is staged, and puts its value once. */
async function runStep(client: SecretsManagerClient, { Step, SecretId, ClientRequestToken }: Call): Promise<void> {
  const { RotationEnabled, VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
  if (RotationEnabled !== true) throw new Error('rotation is not enabled');
  const labels = VersionIdsToStages[ClientRequestToken] ?? [];
  if (labels.includes('AWSCURRENT')) return;
  if (!labels.includes('AWSPENDING')) throw new Error('the version is not staged');
  if (Step === 'createSecret') {
    const pending = { SecretId, VersionId: ClientRequestToken, VersionStage: 'AWSPENDING' };
    const made = await client.send(new GetSecretValueCommand(pending)).catch((error: Error) => {
      if (error.name !== 'ResourceNotFoundException') throw error;
    });
    if (made !== undefined) return;
    const SecretString = `value of ${ClientRequestToken}`;
    await client.send(
      new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString, VersionStages: ['AWSPENDING'] }),
    );
  }
  if (Step === 'finishSecret') {
    const RemoveFromVersionId = Object.entries(VersionIdsToStages).find(([, held]) => held.includes('AWSCURRENT'))?.[0];
    await client.send(
      new UpdateSecretVersionStageCommand({
        SecretId,
        VersionStage: 'AWSCURRENT',
        MoveToVersionId: ClientRequestToken,
        ...(RemoveFromVersionId !== undefined && { RemoveFromVersionId }),
      }),
    );
  }
}
