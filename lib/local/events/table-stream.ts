import { AwsError, type AwsService, callAws } from '../aws/request.ts';
import { dynamoDbTarget } from '../dynamodb/table.ts';
import { asArray, asObject, asString, type JsonObject } from '../json.ts';

const streamsTarget = 'DynamoDBStreams_20120810';

/** The stream of a table, from the moment when it was opened. */
export interface TableStream {
  /** The records since the last call, in order. Rejects where DynamoDB refuses. */
  next(): Promise<readonly JsonObject[]>;
}

/** Opens the stream of a table; undefined where the table has none, or DynamoDB's server does not know streams. */
export async function openTableStream(dynamodb: AwsService, tableName: string): Promise<TableStream | undefined> {
  const { Table } = await callAws(dynamodb, `${dynamoDbTarget}.DescribeTable`, { TableName: tableName });
  const StreamArn = asObject(Table, 'The answer of DescribeTable')['LatestStreamArn'];
  if (typeof StreamArn !== 'string') return undefined;
  const call = (operation: string, input: JsonObject) => callAws(dynamodb, `${streamsTarget}.${operation}`, input);
  const iterators = new Map<string, string>();
  const known = new Set<string>();

  async function addShards(ShardIteratorType: 'LATEST' | 'TRIM_HORIZON'): Promise<void> {
    const { StreamDescription } = await call('DescribeStream', { StreamArn });
    for (const shard of asArray(asObject(StreamDescription, 'StreamDescription')['Shards'], 'Shards')) {
      const ShardId = asString(asObject(shard, 'A shard')['ShardId'], 'ShardId');
      if (known.has(ShardId)) continue;
      known.add(ShardId);
      const { ShardIterator } = await call('GetShardIterator', { StreamArn, ShardId, ShardIteratorType });
      iterators.set(ShardId, asString(ShardIterator, 'ShardIterator'));
    }
  }

  async function read(shardId: string, ShardIterator: string): Promise<readonly JsonObject[]> {
    const { Records, NextShardIterator } = await call('GetRecords', { ShardIterator });
    if (typeof NextShardIterator === 'string') {
      iterators.set(shardId, NextShardIterator);
    } else {
      // A shard that has ended is followed by others, which are read from their beginning.
      iterators.delete(shardId);
      await addShards('TRIM_HORIZON');
    }
    return asArray(Records, 'Records').map((record) => asObject(record, 'A record'));
  }

  try {
    await addShards('LATEST');
  } catch (error) {
    if (error instanceof AwsError) return undefined;
    throw error;
  }
  return {
    async next() {
      const records: JsonObject[] = [];
      for (const [shardId, iterator] of [...iterators]) records.push(...(await read(shardId, iterator)));
      return records;
    },
  };
}
