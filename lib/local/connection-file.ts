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

/** Name of the file in the data directory that tells tools how to reach what runs. */
export const connectionFile = 'local.json';

/** What the file holds. It is there while the run is up, and only its owner can read it. */
export interface LocalConnection {
  readonly pid: number;
  readonly baseUrl: string;
  /** Origin of the local provider, where it runs. */
  readonly providerUrl?: string;
  readonly region: string;
  readonly dynamodbEndpoint: string;
  readonly secretsManagerEndpoint: string;
  /** The operator's, who may do everything. */
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly tableName: string;
  readonly sessionKeysSecretArn: string;
  /** By provider's name. */
  readonly providerSecretArns: Readonly<Record<string, string>>;
  /** What the run was started with, as far as operators are to know it. */
  readonly configuration: Configuration;
}

/** The rules by which accounts, sessions and keys are judged. */
export type Configuration = Pick<
  Config,
  'providers' | 'declaredProviders' | 'accounts' | 'session' | 'rotateKeysAfterDays' | 'domain'
>;

/** The secrets and the table that the functions were told of, and the configuration. */
export type Resources = Pick<
  LocalConnection,
  'tableName' | 'sessionKeysSecretArn' | 'providerSecretArns' | 'configuration'
>;

/** Reads table and secrets from the functions' environments, by the names that template and functions share. */
export function resourcesOf(routes: readonly LocalRoute[], config: Config): Resources {
  const variables: Readonly<Record<string, string>> = Object.assign(
    {},
    ...routes.map((route) => route.function.environment),
  );
  const { providers, declaredProviders, accounts, session, rotateKeysAfterDays } = config;
  const arns = providers.map(({ name }) => [name, variables[providerSecretVariable(name)] ?? '']);
  return {
    tableName: variables[environment.tableName] ?? '',
    sessionKeysSecretArn: variables[environment.sessionKeysSecret] ?? '',
    providerSecretArns: Object.fromEntries(arns),
    configuration: { providers, declaredProviders, accounts, session, rotateKeysAfterDays },
  };
}

/** Writes the file, and removes it when the run ends. */
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
