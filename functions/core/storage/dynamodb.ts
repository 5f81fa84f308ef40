import {
  BatchGetItemCommand,
  type BatchGetItemCommandInput,
  type BatchGetItemCommandOutput,
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { Problem } from '../errors.ts';
import { ConditionFailed, TransactionRefused } from './errors.ts';
import type { Item, Table, TransactionStep, TransactionWrite } from './port.ts';

/** Milliseconds. Two attempts of an operation stay well under the ten seconds in which every request is answered. */
const timeouts = { connectionTimeout: 1000, requestTimeout: 1500, throwOnRequestTimeout: true };
/** How often what a batch left unread under load is asked for again. */
const batchAttempts = 4;
/** How often a transaction that met another one on the same item is tried; with the waits, about three seconds. */
const transactionAttempts = 12;

/** The item that refuses a conditional write comes back with the refusal. */
const showRefusing = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

type Named<T> = T & { TableName: string };

/**
 * The table behind the AWS SDK's client, with region, endpoint and credentials from the environment as Lambda sets them.
 * @param random A number from 0 up to 1, for jitter.
 * @param uuid A token that makes a transaction's retries one (ClientRequestToken).
 */
export function createTable(tableName: string, random: () => number, uuid: () => string): Table {
  const client = new DynamoDBClient({ requestHandler: timeouts, maxAttempts: 2 });
  const named = <T extends object>(input: T): Named<T> => ({ ...input, TableName: tableName });
  return {
    get: (input) => translated(client.send(new GetItemCommand({ ...named(input), ConsistentRead: true }))),
    async batchGet(keys) {
      const items: Item[] = [];
      let RequestItems: NonNullable<BatchGetItemCommandInput['RequestItems']> = {
        [tableName]: { Keys: [...keys], ConsistentRead: true },
      };
      for (let attempt = 1; attempt <= batchAttempts; attempt += 1) {
        const answer: BatchGetItemCommandOutput = await translated(
          client.send(new BatchGetItemCommand({ RequestItems })),
        );
        items.push(...(answer.Responses?.[tableName] ?? []));
        RequestItems = answer.UnprocessedKeys ?? {};
        if (Object.keys(RequestItems).length === 0) return items;
        await wait(random() * 50 * attempt);
      }
      throw unavailable(new Error('unprocessed keys'));
    },
    query: (input) => translated(client.send(new QueryCommand({ ...named(input), ConsistentRead: true }))),
    put: (input) => done(client.send(new PutItemCommand({ ...named(input), ...showRefusing }))),
    update: (input) => done(client.send(new UpdateItemCommand({ ...named(input), ...showRefusing }))),
    delete: (input) => done(client.send(new DeleteItemCommand(named(input)))),
    async transact(steps) {
      const TransactItems = steps.map(({ write }) => withTable(write, tableName));
      const command = new TransactWriteItemsCommand({ TransactItems, ClientRequestToken: uuid() });
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await settled(client.send(command), steps);
        if (outcome === 'done') return;
        if (attempt === transactionAttempts) throw unavailable(new Error('transaction conflict'));
        await wait(random() * Math.min(25 * 2 ** attempt, 500));
      }
    },
  };
}

function withTable(write: TransactionWrite, TableName: string): TransactWriteItem {
  const named = Object.entries(write).map(([operation, input]) => [operation, { ...input, TableName }]);
  return Object.fromEntries(named);
}

/** The reasons for which the same transaction may go through a moment later. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

async function settled(sent: Promise<unknown>, steps: readonly TransactionStep[]): Promise<'done' | 'again'> {
  try {
    await sent;
    return 'done';
  } catch (error) {
    if (!(error instanceof TransactionCanceledException)) throw translate(error);
    const reasons = error.CancellationReasons?.map(({ Code }) => Code ?? 'None') ?? [];
    const refused = steps[reasons.indexOf('ConditionalCheckFailed')];
    if (refused !== undefined) throw new TransactionRefused(refused.name);
    if (reasons.some((reason) => passing.has(reason))) return 'again';
    throw error;
  }
}

async function done(sent: Promise<unknown>): Promise<void> {
  await translated(sent);
}

async function translated<T>(sent: Promise<T>): Promise<T> {
  try {
    return await sent;
  } catch (error) {
    throw translate(error);
  }
}

/** Our mistakes stay what they are and show as such; everything else means that the table cannot be had just now. */
const mistakes = new Set(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException']);

function translate(error: unknown): unknown {
  if (error instanceof ConditionalCheckFailedException) return new ConditionFailed(error.Item);
  if (error instanceof Error && mistakes.has(error.name)) return error;
  return unavailable(error);
}

function unavailable(cause: unknown): Problem {
  return new Problem('temporarily_unavailable', 'DynamoDB does not answer', { cause });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
