/** Nothing but the AWS SDK's parts that the functions use: what importing them costs by itself. */
import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

const used = [
  [DynamoDBClient, BatchGetItemCommand, GetItemCommand, QueryCommand, PutItemCommand, UpdateItemCommand],
  [DeleteItemCommand, TransactWriteItemsCommand, SecretsManagerClient, GetSecretValueCommand, marshall, unmarshall],
].flat();

/** Names what was imported. */
export const handler = async () => ({ statusCode: 200, body: used.map(({ name }) => name).join() });
