import { environment } from '../../../functions/core/contract/environment-names.ts';
import { region } from '../account-and-region.ts';
import type { IssuedCredentials } from '../iam/principals.ts';
import type { LocalFunction } from '../template/functions.ts';

/** Endpoint URLs of the guards. */
export interface Endpoints {
  readonly dynamodb: string;
  readonly secretsManager: string;
  /** Absent without an event bus. */
  readonly eventBridge?: string;
}

/**
 * Environment variables of a function: the template's, and those that Lambda's runtime adds. The SDK's own variables
 * redirect it to the guards, and hide this machine's AWS profiles, which Lambda does not have.
 */
export function functionEnvironment(
  { name, directory, environment: variables, memoryMb }: LocalFunction,
  { accessKeyId, secretAccessKey, sessionToken }: IssuedCredentials,
  endpoints: Endpoints,
): Readonly<Record<string, string>> {
  return {
    ...variables,
    [environment.allowLoopbackHttp]: 'true',
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken === undefined ? {} : { AWS_SESSION_TOKEN: sessionToken }),
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamodb,
    AWS_ENDPOINT_URL_SECRETS_MANAGER: endpoints.secretsManager,
    ...(endpoints.eventBridge === undefined ? {} : { AWS_ENDPOINT_URL_EVENTBRIDGE: endpoints.eventBridge }),
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
    // The SDK's warning is meant for Lambda's Node.js version; this machine's may be older.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    LAMBDA_TASK_ROOT: directory,
  };
}
