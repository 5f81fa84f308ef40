import { describe, expect, test } from '@jest/globals';
import { readMappings } from '../../../../lib/local/events/event-source-mappings.ts';
import type { Assembly, Resource, Stack } from '../../../../lib/local/template/assembly.ts';

const streamArn = 'arn:aws:dynamodb:us-east-1:000000000000:table/Items/stream/local';
const queueArn = 'arn:aws:sqs:us-east-1:000000000000:Dead';
const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map(
  (operation) => `dynamodb:${operation}`,
);
const whole = [
  { Effect: 'Allow', Action: streamActions, Resource: streamArn },
  { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn },
];
const mapping = {
  FunctionName: 'Data-Events',
  EventSourceArn: streamArn,
  BatchSize: 7,
  MaximumRetryAttempts: 3,
  FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT"]}' }] },
  DestinationConfig: { OnFailure: { Destination: queueArn } },
};

/** Reads the mapping of a template whose function has a role of these statements. */
function read(statements: readonly object[] = whole, properties: object = mapping) {
  const resources = new Map<string, Resource>();
  const stack: Stack = { name: 'Data', resources, outputs: [], assets: new Map([['bundle', '/bundle']]) };
  const add = (logicalId: string, type: string, of: object) =>
    resources.set(logicalId, { stack, logicalId, type, path: logicalId, properties: { ...of } });
  const role = { Policies: [{ PolicyDocument: { Statement: statements } }] };
  add('Role', 'AWS::IAM::Role', role);
  add('Events', 'AWS::Lambda::Function', {
    Code: { S3Key: 'bundle' },
    Handler: 'index.handler',
    Role: 'role/Data-Role',
  });
  add('Mapping', 'AWS::Lambda::EventSourceMapping', properties);
  const assembly: Assembly = {
    stacks: [stack],
    ofType: (type) => [...resources.values()].filter((resource) => resource.type === type),
  };
  return readMappings({ assembly, resolve: (value) => value, environment: {} });
}

describe('readMappings', () => {
  test('reads function, table and filter criteria', () => {
    const [found] = read();
    expect(found).toMatchObject({ streamArn, tableName: 'Items', batchSize: 7, retries: 3 });
    expect(found?.function).toMatchObject({ name: 'Data-Events', directory: '/bundle', handler: 'index.handler' });
    expect([{ eventName: 'INSERT' }, { eventName: 'REMOVE' }].map((record) => found?.filter(record))).toEqual([
      true,
      false,
    ]);
  });

  test.each(streamActions)('refuses a role that may not %s, as Lambda does', (action) => {
    const others = streamActions.filter((each) => each !== action);
    const statements = [{ ...whole[0], Action: others }, ...whole.slice(1)];
    expect(() => read(statements)).toThrow(`The role Data-Role may not ${action} on ${streamArn}`);
  });

  test('refuses a role that may not send to the failure queue, if there is one', () => {
    expect(() => read(whole.slice(0, 1))).toThrow(`The role Data-Role may not sqs:SendMessage on ${queueArn}`);
    const { DestinationConfig: _, ...without } = mapping;
    expect(read(whole.slice(0, 1), without)).toHaveLength(1);
  });

  test.each([
    ['a function that is not there', { FunctionName: 'Other' }, 'which is not a function of the template'],
    ['a source that is no stream', { EventSourceArn: queueArn }, "which is not a table's stream"],
  ])('refuses %s', (_, changed, sentence) => {
    expect(() => read(whole, { ...mapping, ...changed })).toThrow(sentence);
  });
});
