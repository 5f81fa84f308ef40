import { isDeepStrictEqual } from 'node:util';
import {
  CreateTableCommand,
  DescribeTableCommand,
  type DynamoDBClient,
  ResourceNotFoundException,
  type TableDescription,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import * as v from 'valibot';
import { LocalFailure } from '../failure.ts';
import { partitionKey } from '../iam/access.ts';
import type { Resource } from '../template/assembly.ts';
import type { Resolve } from '../template/resolve.ts';
import { physicalName } from '../template/resource-names.ts';

/** Seconds that a new table may take to become active. */
const maxWaitSeconds = 60;

const keySchema = v.array(v.object({ AttributeName: v.string(), KeyType: v.picklist(['HASH', 'RANGE']) }));

const indexSchema = v.object({
  IndexName: v.string(),
  KeySchema: keySchema,
  Projection: v.object({
    ProjectionType: v.optional(v.picklist(['ALL', 'KEYS_ONLY', 'INCLUDE'])),
    NonKeyAttributes: v.optional(v.array(v.string())),
  }),
});

/**
 * The properties of AWS::DynamoDB::Table from which the local table is created. Other properties, such as backups,
 * matter only on AWS and are ignored.
 */
const tableSchema = v.object({
  AttributeDefinitions: v.array(v.object({ AttributeName: v.string(), AttributeType: v.picklist(['S', 'N', 'B']) })),
  KeySchema: keySchema,
  LocalSecondaryIndexes: v.optional(v.array(indexSchema)),
  GlobalSecondaryIndexes: v.optional(v.array(indexSchema)),
  TimeToLiveSpecification: v.optional(v.object({ AttributeName: v.string(), Enabled: v.boolean() })),
});

type TableProperties = v.InferOutput<typeof tableSchema>;

/**
 * Creates the template's table from its CloudFormation properties, unless it exists. Throws `LocalFailure` if the
 * existing table has other keys. IAM conditions on partition keys are evaluated with one fixed name of that key
 * (lib/local/iam/access.ts). If the template's partition key has another name, the function throws `LocalFailure` too.
 */
export async function ensureTable(client: DynamoDBClient, table: Resource, resolve: Resolve): Promise<void> {
  const TableName = physicalName(table, resolve);
  const properties = readProperties(resolve(table.properties, table.stack), TableName);
  requirePartitionKey(properties, TableName);
  const existing = await describe(client, TableName);
  if (existing !== undefined) return requireSameKeys(existing, properties, TableName);
  const { TimeToLiveSpecification, ...keysAndIndexes } = properties;
  await client.send(new CreateTableCommand({ TableName, BillingMode: 'PAY_PER_REQUEST', ...keysAndIndexes }));
  await waitUntilActive(client, TableName);
  if (TimeToLiveSpecification !== undefined) {
    await client.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));
  }
}

function readProperties(value: unknown, name: string): TableProperties {
  const parsed = v.safeParse(tableSchema, value);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw new LocalFailure(
    `${v.getDotPath(issue) ?? 'Properties'} of table ${name} in the template: ${issue.message}. Correct the table, or add the property to lib/local/dynamodb/table.ts.`,
  );
}

async function describe(client: DynamoDBClient, TableName: string): Promise<TableDescription | undefined> {
  try {
    return (await client.send(new DescribeTableCommand({ TableName }))).Table;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}

/**
 * Waits until a new table can be used. The embedded engine creates tables immediately, but another DynamoDB
 * (DYNAMODB_ENDPOINT) may create them asynchronously.
 */
async function waitUntilActive(client: DynamoDBClient, TableName: string): Promise<void> {
  try {
    await waitUntilTableExists({ client, minDelay: 1, maxDelay: 2, maxWaitTime: maxWaitSeconds }, { TableName });
  } catch (cause) {
    throw new LocalFailure(
      `Table ${TableName} was created but did not become active within ${maxWaitSeconds} seconds: start again.`,
      { cause },
    );
  }
}

function requirePartitionKey({ KeySchema }: TableProperties, table: string): void {
  if (KeySchema.some(({ AttributeName, KeyType }) => KeyType === 'HASH' && AttributeName === partitionKey)) return;
  throw new LocalFailure(
    `The partition key of ${table} is not ${partitionKey}: change partitionKey in lib/local/iam/access.ts, which IAM conditions are evaluated by.`,
  );
}

function requireSameKeys(existing: TableDescription, wanted: TableProperties, name: string): void {
  if (isDeepStrictEqual(keysOf(existing), keysOf(wanted))) return;
  throw new LocalFailure(
    `Table ${name} has other keys or indexes than in the template: start with a new directory (--data DIR), or delete the old table.`,
  );
}

/**
 * The keys of a table and of its global indexes, in a form in which an existing table can be compared with the
 * template's.
 */
function keysOf({ KeySchema, GlobalSecondaryIndexes = [] }: TableDescription | TableProperties): unknown {
  return [KeySchema, Object.fromEntries(GlobalSecondaryIndexes.map((index) => [index.IndexName, index.KeySchema]))];
}
