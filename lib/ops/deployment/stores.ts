import { randomUUID } from 'node:crypto';
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  type DynamoDBClientConfig,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import {
  DescribeSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  RotateSecretCommand,
  SecretsManagerClient,
  type SecretsManagerClientConfig,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { isObject } from '../../../functions/core/base/json.ts';
import { createSecretVersionsOver, type SecretVersions } from '../../../functions/core/secrets/versions.ts';
import { createTableOver } from '../../../functions/core/storage/table/dynamodb.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { sdkCall, sdkLimits } from './sdk-call.ts';
import { MeasuredClock, type TableClock } from './table-clock.ts';

const tableCommands = {
  GetItem: GetItemCommand,
  BatchGetItem: BatchGetItemCommand,
  Query: QueryCommand,
  PutItem: PutItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
  TransactWriteItems: TransactWriteItemsCommand,
};
const secretCommands = {
  DescribeSecret: DescribeSecretCommand,
  GetSecretValue: GetSecretValueCommand,
  PutSecretValue: PutSecretValueCommand,
  RotateSecret: RotateSecretCommand,
  UpdateSecretVersionStage: UpdateSecretVersionStageCommand,
};

/**
 * Limits of the SDK clients for DynamoDB and Secrets Manager, which normally respond quickly. All attempts together end
 * before the time limit of a check of `doctor`, so that the check can report the cause. The limits also ensure that a
 * pending request does not delay the exit of the process for long.
 */
const storeLimits = {
  ...sdkLimits,
  requestHandler: { ...sdkLimits.requestHandler, connectionTimeout: 1500, requestTimeout: 1500 },
};

/**
 * Opens a DynamoDB table through the AWS SDK, with DynamoDB's clock as the responses show it. Settings that `config`
 * omits, such as credentials, are resolved by the SDK's default chain.
 */
export function openTable(
  tableName: string,
  config: DynamoDBClientConfig,
): { readonly table: Table; readonly clock: TableClock } {
  const client = new DynamoDBClient({ ...storeLimits, ...config });
  const clock = new MeasuredClock(Date.now);
  // The last middleware before the request is sent: it also sees responses that are errors.
  client.middlewareStack.add(
    (next) => async (args) => {
      const asked = Date.now();
      const result = await next(args);
      clock.note(dateOf(result.response), asked, Date.now());
      return result;
    },
    { step: 'deserialize', priority: 'low', name: 'tableClock' },
  );
  return { table: createTableOver(tableName, sdkCall(client, tableCommands), Math.random, randomUUID), clock };
}

function dateOf(response: unknown): string | undefined {
  const headers = isObject(response) ? response['headers'] : undefined;
  const date = isObject(headers) ? headers['date'] : undefined;
  return typeof date === 'string' ? date : undefined;
}

/**
 * Opens the versions of secrets in Secrets Manager through the AWS SDK. Settings that `config` omits are resolved by
 * the SDK's default chain.
 */
export function openSecretVersions(config: SecretsManagerClientConfig): SecretVersions {
  const client = new SecretsManagerClient({ ...storeLimits, ...config });
  return createSecretVersionsOver(sdkCall(client, secretCommands));
}
