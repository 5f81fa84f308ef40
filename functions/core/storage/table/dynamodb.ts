import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type Call, type Connection, createClient, type Output } from '../../aws/client.ts';
import { Problem } from '../../errors.ts';
import { ConditionFailed, TransactionRefused } from './errors.ts';
import type { Item, Table, TransactionStep, TransactionWrite } from './port.ts';

const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' };
/**
 * Maximum requests for one batch of keys. Under load, DynamoDB leaves some keys unprocessed, and these are requested
 * again.
 */
const batchAttempts = 4;
/**
 * Maximum attempts of a write that conflicts with other transactions on its items. With the waits between them, they
 * take about three seconds.
 */
const conflictAttempts = 12;

/**
 * Creates the table's client, over DynamoDB's JSON protocol.
 * @param random Returns a number from 0 up to 1, for jitter.
 * @param uuid Returns a new ClientRequestToken, by which DynamoDB recognises a transaction's retries and applies it
 * once.
 */
export function createTable(
  tableName: string,
  connection: Connection,
  random: () => number,
  uuid: () => string,
): Table {
  return createTableOver(tableName, createClient(service, connection, random), random, uuid);
}

/**
 * Creates the table's client over any DynamoDB client: that of the functions, or the AWS SDK's. The other parameters
 * are those of `createTable`.
 */
export function createTableOver(tableName: string, client: Call, random: () => number, uuid: () => string): Table {
  /** Calls DynamoDB, and retries while the call conflicts with other transactions. */
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
    // DynamoDB refuses consistent reads of a global secondary index.
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

/** Makes DynamoDB return the existing item if the condition of a conditional write does not hold. */
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

/** Cancellation reasons after which a retry of the same transaction may succeed. */
const transientReasons = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);
/**
 * Errors after which a retry may succeed: a single write conflicts with a transaction, or an earlier attempt of the
 * transaction is still in progress.
 */
const transientErrors = new Set(['TransactionConflictException', 'TransactionInProgressException']);

function isConflict(error: unknown): boolean {
  if (!(error instanceof AwsError)) return false;
  const reasons = reasonsOf(error.output);
  const refused = reasons.includes('ConditionalCheckFailed');
  return transientErrors.has(error.name) || (!refused && reasons.some((reason) => transientReasons.has(reason)));
}

/**
 * Returns the refusal that caused a transaction's cancellation: that of the first step whose condition did not hold.
 * The result is undefined if the transaction failed for another reason.
 */
function refusalOf(steps: readonly TransactionStep[], error: unknown): TransactionRefused | undefined {
  if (!(error instanceof AwsError)) return undefined;
  const step = steps[reasonsOf(error.output).indexOf('ConditionalCheckFailed')];
  return step && new TransactionRefused(step.name);
}

function reasonsOf({ CancellationReasons: reasons }: Output): readonly string[] {
  return Array.isArray(reasons) ? reasons.map((reason) => String(reason?.Code ?? 'None')) : [];
}

/**
 * Errors of AWS that mistakes in our code or deployment cause. They are thrown unchanged. Every other error means that
 * the table is unavailable.
 */
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
