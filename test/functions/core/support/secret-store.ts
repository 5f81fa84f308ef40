import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateSecretCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { connectionFromEnvironment } from '../../../../functions/core/aws/environment.ts';
import type { Log } from '../../../../functions/core/base/log.ts';
import type { Secrets } from '../../../../functions/core/secrets/port.ts';
import { createSecrets } from '../../../../functions/core/secrets/secrets-manager.ts';
import { createSecretVersions, type SecretVersions } from '../../../../functions/core/secrets/versions.ts';
import { withEmptyVersions } from '../../../../lib/local/rotation/empty-versions.ts';
import { openRecords } from '../../../../lib/local/rotation/records.ts';
import { openSecretsManagerStandIn } from '../../../../lib/local/secrets-manager/index.ts';
import { useAwsEnvironment } from './aws-environment.ts';
import { type LoopbackServer, startLoopbackServer } from './loopback-server.ts';

/** Secrets Manager's stand-in, with a place in front of it where faults can be put in. */
export interface SecretStore {
  /** Answers as the stand-in does unless it is told otherwise. */
  readonly server: LoopbackServer;
  /** Has the server answer as the stand-in does again. */
  serve(): void;
  /** Creates a secret. @returns its ARN. */
  create(value: object): Promise<string>;
  /** Puts a version, of any text or of an object as JSON. @returns its id. */
  put(arn: string, value: object | string, label?: string): Promise<string>;
  /** Moves a label; without `to` it is taken away. */
  move(arn: string, label: string, versions: { readonly from?: string; readonly to?: string }): Promise<void>;
  /** Gives AWSPENDING to a version that has no value yet, as RotateSecret does; another one that has it loses it. */
  begin(arn: string, id: string): Promise<void>;
  /** The labels of the versions that were read so far, the first one first. */
  reads(): readonly string[];
  /** The product's own access to versions. */
  readonly versions: SecretVersions;
  close(): Promise<void>;
}

/** Starts the stand-in without a secret. */
export async function startSecretStore(): Promise<SecretStore> {
  const directory = mkdtempSync(join(tmpdir(), 'postern-secrets-'));
  const records = openRecords(join(directory, 'rotations.json'));
  const service = withEmptyVersions(openSecretsManagerStandIn(join(directory, 'secrets.json')), records);
  const server = await startLoopbackServer();
  useAwsEnvironment({ AWS_ENDPOINT_URL_SECRETS_MANAGER: server.origin });
  const operator = new SecretsManagerClient({});
  let secrets = 0;
  const serve = () =>
    server.answer(async (response, { headers, body }) => {
      const answer = await service({ target: String(headers['x-amz-target']), body });
      response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' }).end(answer.body);
    });
  serve();
  return {
    server,
    serve,
    async create(value) {
      secrets += 1;
      const input = { Name: `secret-${secrets}`, SecretString: JSON.stringify(value) };
      return String((await operator.send(new CreateSecretCommand(input))).ARN);
    },
    async put(SecretId, value, label = 'AWSCURRENT') {
      const SecretString = typeof value === 'string' ? value : JSON.stringify(value);
      const input = { SecretId, SecretString, VersionStages: [label] };
      return String((await operator.send(new PutSecretValueCommand(input))).VersionId);
    },
    async move(SecretId, VersionStage, { from, to }) {
      const versions = { RemoveFromVersionId: from, MoveToVersionId: to };
      await operator.send(new UpdateSecretVersionStageCommand({ SecretId, VersionStage, ...versions }));
    },
    async begin(arn, id) {
      const versions = createSecretVersions(connectionFromEnvironment(process.env), () => 0);
      for (const [known, labels] of await versions.labels(arn)) {
        if (labels.includes('AWSPENDING')) await versions.endPending(arn, known);
      }
      records.set(arn, { emptyVersion: id });
    },
    reads: () =>
      server.received
        .filter(({ headers }) => headers['x-amz-target'] === 'secretsmanager.GetSecretValue')
        .map(({ body }) => JSON.parse(body)['VersionStage']),
    versions: createSecretVersions(connectionFromEnvironment(process.env), () => 0),
    async close() {
      operator.destroy();
      await server.close();
      rmSync(directory, { recursive: true });
    },
  };
}

/** Secrets as a function reads them, under a clock that the test sets, with the lines that they log. */
export interface SecretsScene {
  readonly state: { now: number };
  readonly secrets: Secrets;
  readonly lines: readonly Record<string, unknown>[];
}

/** Opens the secrets as a new instance of a function does, at this moment by the wall clock. */
export function openSecrets(): SecretsScene {
  const state = { now: Date.now() };
  const lines: Record<string, unknown>[] = [];
  const log: Log = (level, event, fields) => void lines.push({ level, event, ...fields });
  const ports = { clock: () => state.now, random: () => 0, log };
  return { state, lines, secrets: createSecrets(connectionFromEnvironment(process.env), ports) };
}
