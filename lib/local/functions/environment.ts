import { environment } from '../../../functions/core/contract/environment-names.ts';
import { region } from '../account-and-region.ts';
import type { IssuedCredentials } from '../iam/principals.ts';
import type { LocalFunction } from '../template/functions.ts';

/** Endpoint URLs of the IAM guards (servers that enforce the roles' policies in front of the AWS services). */
export interface Endpoints {
  readonly dynamodb: string;
  readonly secretsManager: string;
  /** Absent if the run has no event bus. */
  readonly eventBridge?: string;
}

/**
 * Environment variables of a function: those in the template, and those that Lambda's runtime adds. Variables for the
 * AWS SDK direct its requests to the IAM guards. They also hide the AWS profiles of this machine, since there are none
 * in Lambda.
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
    // Switches off the SDK's warning about an old Node.js. This machine's version may be older than Lambda's, on which
    // the functions run in AWS.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    LAMBDA_TASK_ROOT: directory,
  };
}
