import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { type AwsRequest, type AwsService, operationOf } from '../aws/service.ts';
import { asArray } from '../json.ts';

/** Stream of a table's changes since it was opened. */
export interface TableStream {
  /** Records since the previous call, in order. */
  next(): readonly JsonObject[];
}

/** DynamoDB, and the streams of its tables. */
export interface Streaming {
  readonly dynamodb: AwsService;
  open(tableName: string): TableStream;
}

/**
 * A stand-in for DynamoDB Streams, which observes all successful writes on their way to the engine. The engine's own
 * streams keep each record for a day, and slow it down. Only insertions make records: puts whose condition requires
 * that the item does not exist.
 */
export function withStreams(engine: AwsService): Streaming {
  const streams = new Map<string, JsonObject[]>();
  let written = 0;

  const record = (put: JsonObject): void => {
    const stream = streams.get(String(put['TableName']));
    const { Item } = put;
    if (stream === undefined || !isObject(Item)) return;
    written += 1;
    stream.push({
      eventID: randomUUID(),
      eventName: 'INSERT',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        Keys: { pk: Item['pk'], sk: Item['sk'] },
        NewImage: Item,
        SequenceNumber: String(written).padStart(21, '0'),
        StreamViewType: 'NEW_IMAGE',
      },
    });
  };
  return {
    async dynamodb(request) {
      const response = await engine(request);
      if (response.status === 200) for (const put of insertions(request)) record(put);
      return response;
    },
    open(tableName) {
      const records: JsonObject[] = [];
      streams.set(tableName, records);
      return { next: () => records.splice(0) };
    },
  };
}

/** Puts of a request that fail if the item exists. */
function insertions(request: AwsRequest): readonly JsonObject[] {
  const operation = operationOf(request);
  if (operation !== 'PutItem' && operation !== 'TransactWriteItems') return [];
  const input: unknown = JSON.parse(request.body);
  if (!isObject(input)) return [];
  const puts =
    operation === 'PutItem'
      ? [input]
      : asArray(input['TransactItems'], 'TransactItems').map((step) => (isObject(step) ? step['Put'] : undefined));
  return puts.filter(isObject).filter((put) => put['ConditionExpression'] === 'attribute_not_exists(pk)');
}
