import { connectSecretsManager, endpointVariable } from '../aws/remote.ts';
import type { AwsService } from '../aws/service.ts';
import type { Cleanup } from '../cleanup.ts';
import type { DataDirectory } from '../data-directory.ts';
import { openSecretsManagerStandIn } from './index.ts';

/**
 * Connects to the Secrets Manager at the URL in the environment variable SECRETS_MANAGER_ENDPOINT. If the variable is
 * not set, it opens the stand-in, with its data in the directory.
 */
export async function openSecretsManager(data: DataDirectory, cleanup: Cleanup): Promise<AwsService> {
  const endpoint = endpointVariable('SECRETS_MANAGER_ENDPOINT');
  if (endpoint === undefined) return openSecretsManagerStandIn(data.file('secrets.json'));
  const remote = connectSecretsManager(endpoint);
  await cleanup.defer(remote.close);
  return remote.call;
}
