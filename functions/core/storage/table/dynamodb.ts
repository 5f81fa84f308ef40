import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type Call, type Connection, createClient, type Output } from '../../aws/client.ts';
import { Problem } from '../../errors.ts';
import { ConditionFailed, TransactionRefused } from './errors.ts';
import type { Item, Table, TransactionStep, TransactionWrite } from './port.ts';

const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' };
/** Attempts to read all keys of a batch: under load DynamoDB leaves some unprocessed. */
const batchAttempts = 4;
/** Attempts of a write that conflicts with other transactions on its items; with backoff, about three seconds. */
const conflictAttempts = 12;

/**
 * The table over DynamoDB's own protocol.
 * @param random A number from 0 up to 1, for jitter.
 * @param uuid A token that makes a transaction's retries one (ClientRequestToken).
 */
export function createTable(
  tableName: string,
  connection: Connection,
  random: () => number,
  uuid: () => string,
): Table {
  return createTableOver(tableName, createClient(service, connection, random), random, uuid);
}

/** The table over any DynamoDB client: the functions' or the AWS SDK's. Parameters as for `createTable`. */
export function createTableOver(tableName: string, client: Call, random: () => number, uuid: () => string): Table {
  /** Retries while other transactions conflict. */
  const call: Call = async (operation, input) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await client(operation, input);
      } catch (error) {
        if (!isConflict(error)) throw translate(error);
        if (attempt === conflictAttempts) throw unavailable(error);
        await sleep(random() * Math.min(25 * 2 ** attempt, 500));
      }
    }
  };
  const named = (input: object) => ({ ...input, TableName: tableName });
  const write = async (operation: string, input: object): Promise<void> => {
    await call(operation, named(input));
  };
  return {
    get: (input) => call('GetItem', { ...named(input), ConsistentRead: true }),
    async batchGet(keys) {
      const items: Item[] = [];
      let RequestItems: object = { [tableName]: { Keys: keys, ConsistentRead: true } };
      for (let attempt = 1; attempt <= batchAttempts; attempt += 1) {
        const { Responses, UnprocessedKeys = {} }: BatchOutput = await call('BatchGetItem', { RequestItems });
        items.push(...(Responses?.[tableName] ?? []));
        if (Object.keys(UnprocessedKeys).length === 0) return items;
        RequestItems = UnprocessedKeys;
        await sleep(random() * 50 * attempt);
      }
      throw unavailable(new Error('unprocessed keys'));
    },
    // Indexes are eventually consistent only.
    query: (input) => call('Query', { ...named(input), ConsistentRead: input.IndexName === undefined }),
    put: (input) => write('PutItem', conditional(input)),
    update: (input) => write('UpdateItem', conditional(input)),
    delete: (input) => write('DeleteItem', input),
    async transact(steps) {
      const TransactItems = steps.map(({ write }) => withTable(write, tableName));
      await call('TransactWriteItems', { TransactItems, ClientRequestToken: uuid() }).catch((error: unknown) => {
        throw refusalOf(steps, error) ?? error;
      });
    },
  };
}

/** Requests the item that refuses a conditional write. */
function conditional<Input extends { readonly ConditionExpression?: string | undefined }>(input: Input): object {
  return input.ConditionExpression === undefined ? input : { ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' };
}

interface BatchOutput {
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  readonly UnprocessedKeys?: object;
}

function withTable(write: TransactionWrite, TableName: string): object {
  return Object.fromEntries(Object.entries(write).map(([operation, input]) => [operation, { ...input, TableName }]));
}

/** Cancellation reasons after which the same transaction may succeed. */
const transientReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
/** A single write conflicts with a transaction, or the first attempt of a transaction is still in progress. */
const transientErrors = new Set(['TransactionConflictException', 'TransactionInProgressException']);

function isConflict(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  const reasons = reasonsOf(error.output);
  const refused = reasons.includes('ConditionalCheckFailed');
  return transientErrors.has(error.name) || (!refused && reasons.some((reason) => transientReasons.has(reason)));
}

/** The refusal of a cancelled transaction: the first step whose condition did not hold. */
function refusalOf(steps: readonly TransactionStep[], error: unknown): TransactionRefused | undefined {
  if (!(error instanceof AwsError)) return undefined;
  const step = steps[reasonsOf(error.output).indexOf('ConditionalCheckFailed')];
  return step && new TransactionRefused(step.name);
}

function reasonsOf({ CancellationReasons: reasons }: Output): readonly string[] {
  return Array.isArray(reasons) ? reasons.map((reason) => String(reason?.Code ?? 'None')) : [];
}

/** Errors of our own making, which are passed on unchanged; every other error means that the table is unavailable. */
const programmingErrors = new Set([
  ...['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException'],
  ...['TransactionCanceledException', 'IdempotentParameterMismatchException'],
]);

function translate(error: unknown): unknown {
  if (!(error instanceof AwsError)) return unavailable(error);
  if (error.name === 'ConditionalCheckFailedException') return new ConditionFailed(refusingItem(error.output));
  return programmingErrors.has(error.name) ? error : unavailable(error);
}

function refusingItem({ Item }: { readonly Item?: Item }): Item | undefined {
  return Item;
}

function unavailable(cause: unknown): Problem {
  return new Problem('temporarily_unavailable', 'DynamoDB does not answer', { cause });
}
