import { expect, test } from '@jest/globals';
import { type AwsService, errorResponse } from '../../../../lib/local/aws/service.ts';
import { withStreams } from '../../../../lib/local/events/table-stream.ts';

const TableName = 'Followed';
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 's' } });
const put = (pk: string, table = TableName) => ({
  TableName: table,
  Item: { ...key(pk), more: { S: 'x' } },
  ConditionExpression: 'attribute_not_exists(pk)',
});
const taking: AwsService = async () => ({ status: 200, body: '{}' });

function open(engine: AwsService = taking) {
  const streaming = withStreams(engine);
  const stream = streaming.open(TableName);
  const write = (operation: string, input: object) =>
    streaming.dynamodb({ target: `DynamoDB_20120810.${operation}`, body: JSON.stringify(input) });
  const keys = () => stream.next().map(({ dynamodb }) => Object(dynamodb).Keys.pk.S);
  return { stream, write, keys };
}

test('has a record for each insertion, once and in order', async () => {
  const { stream, write } = open();
  await write('PutItem', put('1'));
  await write('TransactWriteItems', { TransactItems: [{ Put: put('2') }, { Update: {} }, { Put: put('3') }] });
  const records = stream.next();
  expect(records).toMatchObject(
    ['1', '2', '3'].map((pk) => ({
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: { Keys: key(pk), NewImage: put(pk).Item, StreamViewType: 'NEW_IMAGE' },
    })),
  );
  const numbers = records.map(({ dynamodb }) => Object(dynamodb).SequenceNumber);
  expect(numbers).toEqual([...numbers].sort());
  expect(new Set(numbers).size).toBe(3);
  expect(stream.next()).toEqual([]);
});

test('has no records for other writes, other tables and failed writes', async () => {
  const { write, keys } = open();
  await write('PutItem', { TableName, Item: key('over') });
  await write('PutItem', { ...put('other condition'), ConditionExpression: 'attribute_exists(pk)' });
  await write('PutItem', put('elsewhere', 'Other'));
  await write('DeleteItem', { TableName, Key: key('gone') });
  await write('GetItem', { TableName, Key: key('read') });
  expect(keys()).toEqual([]);

  const refusal = errorResponse('ConditionalCheckFailedException', 'no');
  const refusing = open(async () => refusal);
  expect(await refusing.write('PutItem', put('refused'))).toEqual(refusal);
  expect(refusing.keys()).toEqual([]);
});

test('forwards the engine’s responses', async () => {
  const streaming = withStreams(async ({ target, body }) => ({ status: 200, body: JSON.stringify({ target, body }) }));
  const request = { target: 'DynamoDB_20120810.PutItem', body: JSON.stringify(put('1')) };
  expect(await streaming.dynamodb(request)).toEqual({ status: 200, body: JSON.stringify(request) });
});
