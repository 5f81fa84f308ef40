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
import { createSecretVersionsOver, type SecretVersions } from '../../../functions/core/secrets/versions.ts';
import { createTableOver } from '../../../functions/core/storage/table/dynamodb.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { sdkCall, sdkLimits } from './sdk-call.ts';

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
 * Opens a DynamoDB table through the AWS SDK. Settings that `config` omits, such as credentials, are resolved by the
 * SDK's default chain.
 */
export function openTable(tableName: string, config: DynamoDBClientConfig): Table {
  const client = new DynamoDBClient({ ...storeLimits, ...config });
  return createTableOver(tableName, sdkCall(client, tableCommands), Math.random, randomUUID);
}

/**
 * Opens the versions of secrets in Secrets Manager through the AWS SDK. Settings that `config` omits are resolved by
 * the SDK's default chain.
 */
export function openSecretVersions(config: SecretsManagerClientConfig): SecretVersions {
  const client = new SecretsManagerClient({ ...storeLimits, ...config });
  return createSecretVersionsOver(sdkCall(client, secretCommands));
}
