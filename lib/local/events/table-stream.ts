import { randomUUID } from 'node:crypto';
import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { type AwsRequest, type AwsService, operationOf } from '../aws/service.ts';
import { asArray } from '../json.ts';

/** The stream of a table, from the moment when it was opened. */
export interface TableStream {
  /** The records since the last call, in order. */
  next(): readonly JsonObject[];
}

/** DynamoDB with streams. */
export interface Streaming {
  readonly dynamodb: AwsService;
  open(tableName: string): TableStream;
}

/**
 * Stands in for DynamoDB Streams: every writer goes through here, so what the engine has taken is known without asking
 * it. The embedded engine has streams of its own, but keeps each record for a day and gets slower with each. Records are
 * made of items that are put where there was none before, which their condition tells; of other writes there are none.
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

/** The puts of a request that are refused where there is an item already. */
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
