/** Reference handler that only imports the AWS SDK's clients and commands for the functions' operations. */
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

/** Responds with the names of the imports. */
export const handler = async () => ({ statusCode: 200, body: used.map(({ name }) => name).join() });
