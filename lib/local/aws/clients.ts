import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { region } from '../account-and-region.ts';
import type { AwsService } from './service.ts';

/** The SDK signs every request. A service in this process ignores the signature. */
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** The SDK's client of a DynamoDB in this process. */
export function createDynamoDbClient(service: AwsService): DynamoDBClient {
  return new DynamoDBClient({ region, credentials, requestHandler: requestHandler(service) });
}

/** The SDK's client of a Secrets Manager in this process. */
export function createSecretsManagerClient(service: AwsService): SecretsManagerClient {
  return new SecretsManagerClient({ region, credentials, requestHandler: requestHandler(service) });
}

/** The part of the SDK's requests that an `AwsService` needs. */
interface SerialisedRequest {
  readonly headers: Readonly<Record<string, string>>;
  /** JSON text, or its bytes. */
  readonly body?: unknown;
}

/** Hands the SDK's requests to a service without a connection. */
function requestHandler(service: AwsService) {
  return {
    async handle({ headers, body }: SerialisedRequest) {
      const text = body instanceof Uint8Array ? new TextDecoder().decode(body) : String(body);
      const response = await service({ target: headers['x-amz-target'] ?? '', body: text });
      return { response: { statusCode: response.status, headers: {}, body: Buffer.from(response.body) } };
    },
  };
}
