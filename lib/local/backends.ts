import { connectDynamoDb, connectSecretsManager, endpointVariable } from './aws/remote.ts';
import type { AwsService } from './aws/service.ts';
import type { Cleanup } from './cleanup.ts';
import type { DataDirectory } from './data-directory.ts';
import { startEngine } from './dynamodb/engine.ts';
import { openSecretsManager } from './secrets-manager/index.ts';

/** DynamoDB: the server that DYNAMODB_ENDPOINT names, else the embedded engine with its data in the directory. */
export async function openDynamoDb(
  data: DataDirectory,
  cleanup: Cleanup,
  onDeath: (reason: string) => void,
): Promise<AwsService> {
  const endpoint = endpointVariable('DYNAMODB_ENDPOINT') ?? (await startOwnEngine(data, cleanup, onDeath));
  const remote = connectDynamoDb(endpoint);
  await cleanup.defer(remote.close);
  return remote.call;
}

async function startOwnEngine(data: DataDirectory, cleanup: Cleanup, onDeath: (reason: string) => void): Promise<URL> {
  const engine = await startEngine(data.file('dynamodb.sqlite'));
  await cleanup.defer(engine.close);
  void engine.died.then(onDeath);
  return engine.endpoint;
}

/** Secrets Manager: the server that SECRETS_MANAGER_ENDPOINT names, else the stand-in with its data in the directory. */
export async function openSecrets(data: DataDirectory, cleanup: Cleanup): Promise<AwsService> {
  const endpoint = endpointVariable('SECRETS_MANAGER_ENDPOINT');
  if (endpoint === undefined) return openSecretsManager(data.file('secrets.json'));
  const remote = connectSecretsManager(endpoint);
  await cleanup.defer(remote.close);
  return remote.call;
}
