import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { connectionFile, type LocalConnection } from '../../local/connection-file.ts';
import { OpsFailure } from '../cli/failure.ts';

/** Options that every command has. */
export interface OpsOptions {
  readonly local?: true;
  readonly data: string;
  readonly stack: string;
  readonly region?: string;
  /** A table in place of the deployment's own: one that was restored from it, say. */
  readonly table?: string;
  /** A file with the configuration's block, in place of what the deployment was made of. */
  readonly config?: string;
  readonly json?: true;
  readonly yes?: true;
}

/** What the commands work on. */
export interface Deployment {
  readonly tableName: string;
  readonly table: Table;
  /** The versions of its secrets. */
  readonly versions: SecretVersions;
  /** ARN of a provider's secret. Throws `OpsFailure` for a provider that the deployment does not have. */
  secretArn(provider: string): string;
  /** ARN of the session keys' secret. Throws `OpsFailure` where the deployment does not tell. */
  sessionKeysArn(): string;
  /** Whether a provider is part of it. */
  has(provider: string): boolean;
}

/** The options of the command line that a command belongs to. */
export function optionsOf(command: Command): OpsOptions {
  return command.optsWithGlobals<OpsOptions>();
}

/**
 * Finds the table and the secrets: of the local run from the file that it writes, of a deployed stack from its outputs.
 * @throws OpsFailure where there is no such run or stack.
 */
export async function findDeployment(options: OpsOptions): Promise<Deployment> {
  const { local, data, stack, region, table } = options;
  return local === true ? localDeployment(data, table) : stackDeployment(stack, region, table);
}

async function localDeployment(data: string, table: string | undefined): Promise<Deployment> {
  const run = readLocalRun(data);
  const { openTable, openSecretVersions } = await loadStores();
  const arns = run.providerSecretArns;
  const { region, accessKeyId, secretAccessKey } = run;
  const connection = { region, credentials: { accessKeyId, secretAccessKey } };
  const tableName = table ?? run.tableName;
  return {
    tableName,
    table: openTable(tableName, { ...connection, endpoint: run.dynamodbEndpoint }),
    versions: openSecretVersions({ ...connection, endpoint: run.secretsManagerEndpoint }),
    secretArn: (provider) => known(Object.hasOwn(arns, provider) ? arns[provider] : undefined, provider),
    sessionKeysArn: () => run.sessionKeysSecretArn,
    has: (provider) => run.configuration.declaredProviders.includes(provider),
  };
}

/** The AWS SDK takes long to load: help and usage errors do without it. */
function loadStores() {
  return import('./stores.ts');
}

/**
 * What the local run says of itself.
 * @throws OpsFailure where none is up in that directory.
 */
export function readLocalRun(data: string): LocalConnection {
  try {
    return JSON.parse(readFileSync(join(data, connectionFile), 'utf8'));
  } catch (cause) {
    throw new OpsFailure(`No local run is up in ${data}: start one with npm start, or name its --data directory.`, {
      cause,
    });
  }
}

async function stackDeployment(
  stack: string,
  region: string | undefined,
  table: string | undefined,
): Promise<Deployment> {
  const [{ readStack }, { providerOutput }, { openTable, openSecretVersions }] = await Promise.all([
    import('./stack-outputs.ts'),
    import('../../infra/outputs.ts'),
    loadStores(),
  ]);
  const { outputs, connection } = await readStack(stack, region);
  const ownTable = outputs.get('TableName');
  if (ownTable === undefined) throw new OpsFailure(`The stack ${stack} has no output TableName: name the data stack.`);
  const tableName = table ?? ownTable;
  return {
    tableName,
    table: openTable(tableName, connection),
    versions: openSecretVersions(connection),
    secretArn: (provider) => known(outputs.get(providerOutput('ProviderSecretArn', provider)), provider),
    sessionKeysArn() {
      const arn = outputs.get('SessionKeysSecretArn');
      if (arn !== undefined) return arn;
      throw new OpsFailure(`The stack ${stack} has no output SessionKeysSecretArn: deploy it with this version first.`);
    },
    has: (provider) => outputs.has(providerOutput('ProviderSecretArn', provider)),
  };
}

function known(arn: string | undefined, provider: string): string {
  if (arn !== undefined && arn !== '') return arn;
  throw new OpsFailure(`The deployment has no provider ${provider}: check the name, or deploy it first.`);
}
