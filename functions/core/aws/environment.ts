import { requiredVariable } from '../base/environment.ts';
import type { Connection } from './client.ts';

/**
 * Reads region, credentials and endpoints from the environment variables of Lambda's runtime. The endpoint variables
 * are those of the AWS SDK. So a setting that redirects the SDK, for example to a local DynamoDB, applies to this
 * client too.
 * @throws Error if a required variable is not set.
 */
export function connectionFromEnvironment(variables: NodeJS.ProcessEnv): Connection {
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  return {
    region: requiredVariable('AWS_REGION', variables),
    credentials: {
      accessKeyId: requiredVariable('AWS_ACCESS_KEY_ID', variables),
      secretAccessKey: requiredVariable('AWS_SECRET_ACCESS_KEY', variables),
      ...(sessionToken !== undefined && sessionToken !== '' && { sessionToken }),
    },
    endpoints: {
      dynamodb: variables['AWS_ENDPOINT_URL_DYNAMODB'],
      secretsmanager: variables['AWS_ENDPOINT_URL_SECRETS_MANAGER'],
      events: variables['AWS_ENDPOINT_URL_EVENTBRIDGE'],
    },
  };
}
