import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { region } from '../account-and-region.ts';
import type { AwsService } from './service.ts';

/**
 * Placeholder credentials. The SDK needs credentials to sign each request, but a service in this process ignores the
 * signature.
 */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The AWS SDK's client of a DynamoDB that is called in this process, without HTTP. */
export function createDynamoDbClient(service: AwsService): DynamoDBClient {
  return new DynamoDBClient({ region, credentials, requestHandler: requestHandler(service) });
}

/** The AWS SDK's client of a Secrets Manager that is called in this process, without HTTP. */
export function createSecretsManagerClient(service: AwsService): SecretsManagerClient {
  return new SecretsManagerClient({ region, credentials, requestHandler: requestHandler(service) });
}

/** The part of the SDK's requests that an `AwsService` needs. */
interface SerialisedRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** The operation's input, as JSON text or as its bytes. */
  readonly body?: unknown;
}

/** Request handler for the SDK, which calls a service in this process instead of sending an HTTP request. */
function requestHandler(service: AwsService) {
  return {
    async handle({ headers, body }: SerialisedRequest) {
      const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
      const response = await service({ target: headers['x-amz-target'] ?? '', body: text });
      return { response: { statusCode: response.status, headers: {}, body: Buffer.from(response.body) } };
    },
  };
}
