import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { type AwsRequest, type AwsService, operationOf } from '../aws/service.ts';
import { asArray } from '../json.ts';

/** Stream of a table's changes since the stream was opened. */
export interface TableStream {
  /** Stream records since the previous call, in the order of the changes. */
  next(): readonly JsonObject[];
}

/** A DynamoDB, and the streams of its tables. */
export interface Streaming {
  readonly dynamodb: AwsService;
  open(tableName: string): TableStream;
}

/**
 * A stand-in for DynamoDB Streams. It forwards each request to the engine, and makes stream records of the successful
 * insertions in it. The engine's own streams are not used: they store each record for a day, which slows the engine
 * down. An insertion is a put whose condition requires that the item does not exist. Other writes make no records.
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

/** The insertions in a request: puts whose condition fails if the item exists. */
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
