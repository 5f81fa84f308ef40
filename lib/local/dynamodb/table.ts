import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { AwsError, type AwsService, callAws } from '../aws/request.ts';
import { LocalFailure } from '../failure.ts';
import { partitionKey } from '../iam/access.ts';
import { asArray, asObject } from '../json.ts';
import type { Resource } from '../template/assembly.ts';
import type { Resolve } from '../template/resolve.ts';
import { physicalName } from '../template/resource-names.ts';

/** Content type of DynamoDB's protocol. */
export const dynamoDbContentType = 'application/x-amz-json-1.0';

/** The part of `X-Amz-Target` before DynamoDB's operation. */
const dynamoDbTarget = 'DynamoDB_20120810';

/**
 * Creates the template's table where it is not there yet, from its CloudFormation properties.
 * Throws `LocalFailure` where there is one of that name with other keys, and where the partition key has another name
 * than the one by which policies are evaluated.
 */
export async function provideTable(dynamodb: AwsService, table: Resource, resolve: Resolve): Promise<void> {
  const TableName = physicalName(table, resolve);
  const properties = asObject(resolve(table.properties, table.stack), TableName);
  requirePartitionKey(properties, TableName);
  const existing = await describe(dynamodb, TableName);
  if (existing !== undefined) return requireSameKeys(existing, properties, TableName);
  await callAws(dynamodb, `${dynamoDbTarget}.CreateTable`, {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    ...pick(properties, ['AttributeDefinitions', 'KeySchema', 'LocalSecondaryIndexes']),
    ...indexes(properties),
  });
  await active(dynamodb, TableName);
  const ttl = properties['TimeToLiveSpecification'];
  if (isObject(ttl)) {
    await callAws(dynamodb, `${dynamoDbTarget}.UpdateTimeToLive`, { TableName, TimeToLiveSpecification: ttl });
  }
}

async function describe(dynamodb: AwsService, TableName: string): Promise<JsonObject | undefined> {
  try {
    const output = await callAws(dynamodb, `${dynamoDbTarget}.DescribeTable`, { TableName });
    return asObject(output['Table'], 'The answer of DescribeTable');
  } catch (error) {
    if (error instanceof AwsError && error.type === 'ResourceNotFoundException') return undefined;
    throw error;
  }
}

/** Servers that take the stand-in's place may take a moment, as DynamoDB itself does. */
async function active(dynamodb: AwsService, TableName: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const table = await describe(dynamodb, TableName);
    if (table?.['TableStatus'] === 'ACTIVE') return;
    await sleep(100);
  }
  throw new LocalFailure(`Table ${TableName} was created but did not become active within 10 seconds: start again.`);
}

function requirePartitionKey({ KeySchema }: JsonObject, table: string): void {
  const keys = asArray(KeySchema, `KeySchema of ${table}`).map((key) => asObject(key, `A key of ${table}`));
  if (keys.some(({ AttributeName, KeyType }) => KeyType === 'HASH' && AttributeName === partitionKey)) return;
  throw new LocalFailure(
    `The partition key of ${table} is not ${partitionKey}: teach lib/local/iam/access.ts which it is, as conditions of roles ask for it.`,
  );
}

function requireSameKeys(existing: JsonObject, wanted: JsonObject, name: string): void {
  if (isDeepStrictEqual(keysOf(existing), keysOf(wanted))) return;
  throw new LocalFailure(
    `Table ${name} has other keys or indexes than the template says: start with a new directory (--data DIR), or delete the old table.`,
  );
}

/** The keys of the table and of its indexes, as far as table and template tell them alike. */
function keysOf(table: JsonObject): unknown {
  const ofIndexes = asArray(table['GlobalSecondaryIndexes'], 'GlobalSecondaryIndexes').map((index) => {
    const { IndexName, KeySchema } = asObject(index, 'An index');
    return [IndexName, KeySchema];
  });
  return [table['KeySchema'], Object.fromEntries(ofIndexes)];
}

/** Indexes without what only CloudFormation knows. */
function indexes(properties: JsonObject): JsonObject {
  const list = asArray(properties['GlobalSecondaryIndexes'], 'GlobalSecondaryIndexes');
  if (list.length === 0) return {};
  return {
    GlobalSecondaryIndexes: list.map((index) =>
      pick(asObject(index, 'An index'), ['IndexName', 'KeySchema', 'Projection']),
    ),
  };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(names.filter((name) => object[name] !== undefined).map((name) => [name, object[name]]));
}
