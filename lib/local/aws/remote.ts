import { text } from 'node:stream/consumers';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { region } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { type AwsService, contentTypes } from './service.ts';

/** An AWS service that is reached over HTTP. */
export interface RemoteService {
  /** Calls the service. Throws `LocalFailure` if the server cannot be reached. */
  readonly call: AwsService;
  /** Closes the connections that are kept alive for further requests. */
  close(): void;
}

/** Returns a service that forwards requests to the DynamoDB at `endpoint`. */
export function connectDynamoDb(endpoint: URL): RemoteService {
  return forwardBy(new DynamoDBClient(clientConfig(endpoint)), endpoint, contentTypes.dynamodb);
}

/** Returns a service that forwards requests to the Secrets Manager at `endpoint`. */
export function connectSecretsManager(endpoint: URL): RemoteService {
  return forwardBy(new SecretsManagerClient(clientConfig(endpoint)), endpoint, contentTypes.secretsManager);
}

/**
 * The endpoint URL in an environment variable; undefined if the variable is not set. Throws `LocalFailure` if its value
 * is not an http or https URL.
 */
export function endpointVariable(name: string): URL | undefined {
  const value = process.env[name];
  if (value === undefined || value === '') return undefined;
  const url = URL.parse(value);
  if (url !== null && ['http:', 'https:'].includes(url.protocol)) return url;
  throw new LocalFailure(`${name} must be an http or https URL, not ${JSON.stringify(value)}: correct it or unset it.`);
}

/**
 * Configuration of the SDK's client, with the AWS credentials in the environment variables. If these variables are not
 * set, the configuration has placeholder credentials, which local servers accept.
 */
function clientConfig(endpoint: URL) {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = process.env;
  const placeholder = { accessKeyId: 'local', secretAccessKey: 'local' };
  const credentials =
    AWS_ACCESS_KEY_ID === undefined || AWS_SECRET_ACCESS_KEY === undefined
      ? placeholder
      : {
          accessKeyId: AWS_ACCESS_KEY_ID,
          secretAccessKey: AWS_SECRET_ACCESS_KEY,
          ...(AWS_SESSION_TOKEN !== undefined && { sessionToken: AWS_SESSION_TOKEN }),
        };
  return { endpoint: endpoint.href, region, credentials };
}

/**
 * Forwards requests with the signer and the connections of the SDK's client. The client's commands are not used,
 * because they would parse the input and serialise it again. Requests of the functions must arrive exactly as the
 * functions wrote them.
 */
function forwardBy(client: DynamoDBClient | SecretsManagerClient, endpoint: URL, contentType: string): RemoteService {
  const { protocol, hostname, port, host, pathname } = endpoint;
  const { signer, requestHandler } = client.config;

  async function call({ target, body }: Parameters<AwsService>[0]) {
    const request = {
      ...{ method: 'POST', protocol, hostname, path: pathname, query: {}, body },
      ...(port !== '' && { port: Number(port) }),
      headers: {
        host,
        'content-type': contentType,
        'content-length': String(Buffer.byteLength(body)),
        'x-amz-target': target,
      },
    };
    const signed = await (await signer()).sign(request);
    const { response } = await requestHandler.handle(signed).catch((cause: Error) => {
      throw new LocalFailure(`${endpoint} does not answer (${cause.message}): start the server that listens there.`, {
        cause,
      });
    });
    return { status: response.statusCode, body: await text(response.body) };
  }
  return { call, close: () => client.destroy() };
}
