import { rmSync } from 'node:fs';
import { environment, providerSecretVariable } from '../../functions/core/contract/environment-names.ts';
import type { Config } from '../config/index.ts';
import { region } from './account-and-region.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataDirectory } from './data-directory.ts';
import type { Endpoints } from './functions/environment.ts';
import type { IssuedCredentials } from './iam/principals.ts';
import { writeJson } from './json-file.ts';
import type { LocalRoute } from './template/routes.ts';

/**
 * Name of the connection file in the data directory. The operations CLI reads endpoints and credentials from this file.
 */
export const connectionFile = 'local.json';

/** Content of the connection file. It exists while the run is up, and only its owner can read it. */
export interface LocalConnection {
  readonly pid: number;
  readonly baseUrl: string;
  /** Origin of the local provider, if the run has one. */
  readonly providerUrl?: string;
  readonly region: string;
  readonly dynamodbEndpoint: string;
  readonly secretsManagerEndpoint: string;
  /** Access key of the operator, who may do everything. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly tableName: string;
  readonly sessionKeysSecretArn: string;
  /** ARN of each provider's secret, by the provider's name. */
  readonly providerSecretArns: Readonly<Record<string, string>>;
  /** The run's validated configuration. */
  readonly configuration: Config;
}

/** Table and secrets that the functions use, and the configuration. */
export type Resources = Pick<
  LocalConnection,
  'tableName' | 'sessionKeysSecretArn' | 'providerSecretArns' | 'configuration'
>;

/** Reads table name and secret ARNs from the functions' environment variables. */
export function readResources(routes: readonly LocalRoute[], config: Config): Resources {
  const variables: Readonly<Record<string, string>> = Object.assign(
    {},
    ...routes.map((route) => route.function.environment),
  );
  const arns = config.providers.map(({ name }) => [name, variables[providerSecretVariable(name)] ?? '']);
  return {
    tableName: variables[environment.tableName] ?? '',
    sessionKeysSecretArn: variables[environment.sessionKeysSecret] ?? '',
    providerSecretArns: Object.fromEntries(arns),
    configuration: config,
  };
}

/** Writes the connection file, and removes it when the run ends. */
export async function writeConnection(
  data: DataDirectory,
  urls: Pick<LocalConnection, 'baseUrl' | 'providerUrl'>,
  endpoints: Endpoints,
  { accessKeyId, secretAccessKey }: IssuedCredentials,
  resources: Resources,
  cleanup: Cleanup,
): Promise<void> {
  const file = data.file(connectionFile);
  const connection: LocalConnection = {
    pid: process.pid,
    ...urls,
    region,
    dynamodbEndpoint: endpoints.dynamodb,
    secretsManagerEndpoint: endpoints.secretsManager,
    accessKeyId,
    secretAccessKey,
    ...resources,
  };
  writeJson(file, connection);
  await cleanup.defer(() => rmSync(file, { force: true }));
}
