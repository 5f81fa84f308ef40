import { connectDynamoDb, endpointVariable } from '../aws/remote.ts';
import type { AwsService } from '../aws/service.ts';
import type { Cleanup } from '../cleanup.ts';
import type { DataDirectory } from '../data-directory.ts';
import { startEngine } from './engine.ts';

/**
 * Connects to the DynamoDB at the URL in the environment variable DYNAMODB_ENDPOINT. If the variable is not set, it
 * starts the embedded engine, with its data in the directory. `onDeath` is called with the reason if the engine ends by
 * itself.
 */
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
