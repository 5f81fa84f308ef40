import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { connectService, type RemoteService, remoteCredentials } from '../../../../lib/local/aws/remote.ts';
import { type AwsService, awsErrorResponse, callAws } from '../../../../lib/local/aws/request.ts';
import { type Engine, startEngine } from '../../../../lib/local/dynamodb/engine.ts';
import { dynamoDbContentType, dynamoDbTarget, provideTable } from '../../../../lib/local/dynamodb/table.ts';
import { openTableStream } from '../../../../lib/local/events/table-stream.ts';

const directory = mkdtempSync(join(tmpdir(), 'postern-stream-'));
let engine: Engine;
let remote: RemoteService;

beforeAll(async () => {
  engine = await startEngine(join(directory, 'dynamodb.sqlite'));
  remote = connectService(engine.endpoint, { name: 'dynamodb', contentType: dynamoDbContentType }, remoteCredentials());
  await provide('Followed', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } });
  await provide('Plain', {});
});
afterAll(async () => {
  remote.close();
  await engine.close();
  rmSync(directory, { recursive: true });
});

/** Creates a table from its CloudFormation properties. */
function provide(TableName: string, more: object): Promise<void> {
  const properties = {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    ...more,
  };
  const stack = { name: 'Data', resources: new Map(), outputs: [], assets: new Map() };
  const table = { stack, logicalId: TableName, type: 'AWS::DynamoDB::Table', path: TableName, properties };
  return provideTable(remote.call, table, (value) => value);
}
const put = (pk: string) =>
  callAws(remote.call, `${dynamoDbTarget}.PutItem`, { TableName: 'Followed', Item: { pk: { S: pk } } });

describe('openTableStream', () => {
  test('gives what was written since it was opened, once and in order', async () => {
    await put('before');
    const stream = await openTableStream(remote.call, 'Followed');
    expect(await stream?.next()).toEqual([]);
    for (const pk of ['1', '2', '3']) await put(pk);
    const records = await stream?.next();
    expect(records?.map(({ eventName }) => eventName)).toEqual(['INSERT', 'INSERT', 'INSERT']);
    expect(records).toMatchObject(['1', '2', '3'].map((pk) => ({ dynamodb: { NewImage: { pk: { S: pk } } } })));
    expect(await stream?.next()).toEqual([]);
  });

  test('is undefined for a table without one, and where DynamoDB does not know streams', async () => {
    expect(await openTableStream(remote.call, 'Plain')).toBeUndefined();
    const without: AwsService = async (request) =>
      request.target.startsWith('DynamoDBStreams')
        ? awsErrorResponse('UnknownOperationException', 'no')
        : remote.call(request);
    expect(await openTableStream(without, 'Followed')).toBeUndefined();
  });

  test('goes on with the shards that follow one that has ended, from their beginning', async () => {
    const asked: string[] = [];
    let shards = ['a'];
    const rolling: AwsService = async ({ target, body }) => {
      const { ShardId, ShardIteratorType, ShardIterator } = JSON.parse(body);
      const answers: Record<string, () => object> = {
        DescribeTable: () => ({ Table: { LatestStreamArn: 'arn' } }),
        DescribeStream: () => ({ StreamDescription: { Shards: shards.map((id) => ({ ShardId: id })) } }),
        GetShardIterator: () => {
          asked.push(`${ShardId} ${ShardIteratorType}`);
          return { ShardIterator: ShardId };
        },
        GetRecords: () => ({
          Records: [{ of: ShardIterator }],
          ...(ShardIterator === 'b' && { NextShardIterator: 'b' }),
        }),
      };
      return { status: 200, body: JSON.stringify(answers[target.split('.')[1] ?? '']?.()) };
    };
    const stream = await openTableStream(rolling, 'Rolling');
    shards = ['a', 'b'];
    expect(await stream?.next()).toEqual([{ of: 'a' }]);
    expect(await stream?.next()).toEqual([{ of: 'b' }]);
    expect(await stream?.next()).toEqual([{ of: 'b' }]);
    expect(asked).toEqual(['a LATEST', 'b TRIM_HORIZON']);
  });
});
