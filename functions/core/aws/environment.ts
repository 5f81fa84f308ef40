import type { Connection } from './client.ts';

/**
 * Region, credentials and endpoints as Lambda's runtime sets them. The endpoints' variables are the SDK's own, so that
 * what redirects the SDK redirects us.
 * @throws Error where one that must be there is not.
 */
export function connectionFromEnvironment(variables: NodeJS.ProcessEnv): Connection {
  const required = (name: string): string => {
    const value = variables[name];
    if (value === undefined || value === '') throw new Error(`the environment variable ${name} is not set`);
    return value;
  };
  const sessionToken = variables['AWS_SESSION_TOKEN'];
  return {
    region: required('AWS_REGION'),
    credentials: {
      accessKeyId: required('AWS_ACCESS_KEY_ID'),
      secretAccessKey: required('AWS_SECRET_ACCESS_KEY'),
      ...(sessionToken !== undefined && sessionToken !== '' && { sessionToken }),
    },
    endpoints: {
      dynamodb: variables['AWS_ENDPOINT_URL_DYNAMODB'],
      secretsmanager: variables['AWS_ENDPOINT_URL_SECRETS_MANAGER'],
      events: variables['AWS_ENDPOINT_URL_EVENTBRIDGE'],
    },
  };
}
