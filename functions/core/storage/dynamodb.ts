import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError, type Call, type Connection, createClient, type Output } from '../aws/client.ts';
import { Problem } from '../errors.ts';
import { ConditionFailed, TransactionRefused } from './errors.ts';
import type { Item, Table, TransactionStep, TransactionWrite } from './port.ts';

const service = { name: 'dynamodb', target: 'DynamoDB_20120810', contentType: 'application/x-amz-json-1.0' };
/** How often what a batch left unread under load is asked for again. */
const batchAttempts = 4;
/** How often a transaction that met another one on the same item is tried; with the waits, about three seconds. */
const transactionAttempts = 12;

/** The item that refuses a conditional write comes back with the refusal. */
const showRefusing = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } as const;

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
  const client = createClient(service, connection, random);
  const call: Call = (operation, input) => client(operation, input).catch(rethrow);
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
    query: (input) => call('Query', { ...named(input), ConsistentRead: true }),
    put: (input) => write('PutItem', { ...input, ...showRefusing }),
    update: (input) => write('UpdateItem', { ...input, ...showRefusing }),
    delete: (input) => write('DeleteItem', input),
    async transact(steps) {
      const TransactItems = steps.map(({ write }) => withTable(write, tableName));
      const input = { TransactItems, ClientRequestToken: uuid() };
      for (let attempt = 1; ; attempt += 1) {
        const outcome = await settled(client('TransactWriteItems', input), steps);
        if (outcome === 'done') return;
        if (attempt === transactionAttempts) throw unavailable(new Error('transaction conflict'));
        await sleep(random() * Math.min(25 * 2 ** attempt, 500));
      }
    },
  };
}

interface BatchOutput {
  readonly Responses?: Readonly<Record<string, readonly Item[]>>;
  readonly UnprocessedKeys?: object;
}

function withTable(write: TransactionWrite, TableName: string): object {
  return Object.fromEntries(Object.entries(write).map(([operation, input]) => [operation, { ...input, TableName }]));
}

/** The reasons for which the same transaction may go through a moment later. */
const passing = new Set(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded']);

async function settled(sent: Promise<unknown>, steps: readonly TransactionStep[]): Promise<'done' | 'again'> {
  try {
    await sent;
    return 'done';
  } catch (error) {
    if (!(error instanceof AwsError) || error.name !== 'TransactionCanceledException') throw translate(error);
    const reasons = reasonsOf(error.output);
    const refused = steps[reasons.indexOf('ConditionalCheckFailed')];
    if (refused !== undefined) throw new TransactionRefused(refused.name);
    if (reasons.some((reason) => passing.has(reason))) return 'again';
    throw error;
  }
}

function reasonsOf({ CancellationReasons: reasons }: Output): readonly string[] {
  return Array.isArray(reasons) ? reasons.map((reason) => String(reason?.Code ?? 'None')) : [];
}

function rethrow(error: unknown): never {
  throw translate(error);
}

/** Our mistakes stay what they are and show as such; everything else means that the table cannot be had just now. */
const mistakes = new Set(['ValidationException', 'AccessDeniedException', 'ResourceNotFoundException']);

function translate(error: unknown): unknown {
  if (!(error instanceof AwsError)) return unavailable(error);
  if (error.name === 'ConditionalCheckFailedException') return new ConditionFailed(refusingItem(error.output));
  return mistakes.has(error.name) ? error : unavailable(error);
}

function refusingItem({ Item }: { readonly Item?: Item }): Item | undefined {
  return Item;
}

function unavailable(cause: unknown): Problem {
  return new Problem('temporarily_unavailable', 'DynamoDB does not answer', { cause });
}
