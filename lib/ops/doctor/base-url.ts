import { isAllowedUrl } from '../../../functions/core/oidc/allowed-url.ts';
import type { Config } from '../../config/index.ts';
import { OpsFailure } from '../cli/failure.ts';
import { type OpsOptions, readLocalRun } from '../deployment/deployment.ts';
import { readStack } from '../deployment/stack-outputs.ts';

/** Command-line options that determine the deployment's base URL. */
export interface BaseUrlOptions extends OpsOptions {
  readonly url?: string;
  readonly apiStack: string;
}

/**
 * Finds the public origin of the deployment: from `--url`; otherwise from the local run or the API's stack; otherwise
 * from the configured domain.
 * @throws OpsFailure if none of these sources has a base URL.
 */
export async function findBaseUrl(options: BaseUrlOptions, configuration: Config | undefined): Promise<string> {
  const { url, local, data, apiStack, region } = options;
  if (url !== undefined) return requireOrigin(url, local === true);
  if (local === true) return readLocalRun(data).baseUrl;
  try {
    const output = (await readStack(apiStack, region)).outputs.get('BaseUrl');
    if (output !== undefined) return output;
    throw new OpsFailure(
      `The stack ${apiStack} has no output BaseUrl: name the API's stack with --api-stack, or give --url.`,
    );
  } catch (error) {
    const domain = configuration?.domain?.name;
    if (domain !== undefined) return `https://${domain}`;
    throw error;
  }
}

function requireOrigin(url: string, local: boolean): string {
  if (isAllowedUrl(url, local) && new URL(url).pathname === '/') return new URL(url).origin;
  throw new OpsFailure(`--url ${url} is not an https URL without a path: write it like https://login.example.com.`);
}
