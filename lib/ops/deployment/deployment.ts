import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { connectionFile, type LocalConnection } from '../../local/connection-file.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { TableClock } from './table-clock.ts';

/** Global command-line options of `ops`. */
export interface OpsOptions {
  readonly local?: true;
  readonly data: string;
  readonly stack: string;
  readonly region?: string;
  /** Name of a DynamoDB table to use instead of the deployment's own, for example a table restored from a backup. */
  readonly table?: string;
  /** File with the `postern` block, to use instead of the block in cdk.json or that of the local run. */
  readonly config?: string;
  readonly json?: true;
  readonly yes?: true;
}

/** The deployed stack, or local run, that a command works on. */
export interface Deployment {
  readonly tableName: string;
  readonly table: Table;
  /** DynamoDB's clock. What commands write has its time, and not that of this machine. */
  readonly clock: TableClock;
  /** Access to the versions of the deployment's secrets in Secrets Manager. */
  readonly versions: SecretVersions;
  /**
   * ARN of the Secrets Manager secret that holds a provider's client secret. Throws `OpsFailure` if the deployment does
   * not have the provider.
   */
  secretArn(provider: string): string;
  /**
   * ARN of the Secrets Manager secret that holds the session keys. Throws `OpsFailure` if the stack has no such output.
   */
  sessionKeysArn(): string;
  /**
   * Whether the deployment includes the provider: a deployed stack, if it has an output for the provider's secret; a
   * local run, if its configuration declares the provider.
   */
  has(provider: string): boolean;
}

/** Reads the global options that a command was called with. */
export function optionsOf(command: Command): OpsOptions {
  return command.optsWithGlobals<OpsOptions>();
}

/**
 * Finds the deployment's table and secrets: those of a local run in its connection file, those of a deployed stack in
 * the stack's outputs.
 * @throws OpsFailure if there is no such local run or stack.
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
    ...openTable(tableName, { ...connection, endpoint: run.dynamodbEndpoint }),
    versions: openSecretVersions({ ...connection, endpoint: run.secretsManagerEndpoint }),
    secretArn: (provider) => known(Object.hasOwn(arns, provider) ? arns[provider] : undefined, provider),
    sessionKeysArn: () => run.sessionKeysSecretArn,
    has: (provider) => run.configuration.declaredProviders.includes(provider),
  };
}

/**
 * Imports the module with the AWS SDK only when a command needs it. The SDK loads slowly, and help and usage errors do
 * not need it.
 */
function loadStores() {
  return import('./stores.ts');
}

/**
 * Reads the connection file that a local run writes, with its endpoints, table and secrets.
 * @throws OpsFailure if the data directory has no readable connection file, so no local run is up.
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
    ...openTable(tableName, connection),
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
