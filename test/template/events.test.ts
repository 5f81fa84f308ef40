import { beforeAll, describe, expect, test } from '@jest/globals';
import { block, type Synthesised, synthesise } from './support.ts';

let synthesised: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
});

/** Logical ID and properties of the only resource of a type whose description, if any is given, is this one. */
function only(type: string, description?: string) {
  const found = [...synthesised.resources(type)].filter(
    ([, { Properties }]) => description === undefined || Properties['Description'] === description,
  );
  expect(found).toHaveLength(1);
  const [id = '', resource] = found[0] ?? [];
  return { id, resource, properties: resource?.Properties ?? {} };
}

/** The stream's ARN, as the stateless stack refers to it. */
function streamArn() {
  const { id } = only('AWS::DynamoDB::Table');
  const wanted = JSON.stringify({ 'Fn::GetAtt': [id, 'StreamArn'] });
  const outputs = Object.entries(synthesised.stateful.outputs);
  const [OutputName] = outputs.find(([, { Value }]) => JSON.stringify(Value) === wanted) ?? [];
  expect(OutputName).toBeDefined();
  return { 'Fn::GetStackOutput': { StackName: 'Postern-Data', Region: { Ref: 'AWS::Region' }, OutputName } };
}

const queue = () => only('AWS::SQS::Queue');
const queueArn = () => ({ 'Fn::GetAtt': [queue().id, 'Arn'] });
const events = () => only('AWS::Lambda::Function', 'Postern: events');

describe('the table', () => {
  test('has a stream of new images', () => {
    expect(only('AWS::DynamoDB::Table').properties['StreamSpecification']).toEqual({ StreamViewType: 'NEW_IMAGE' });
  });

  test('has one sparse index that projects only keys', () => {
    expect(only('AWS::DynamoDB::Table').properties['GlobalSecondaryIndexes']).toEqual([
      {
        IndexName: 'lists',
        KeySchema: [
          { AttributeName: 'list', KeyType: 'HASH' },
          { AttributeName: 'list_at', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ]);
  });
});

test('the function receives inserted audit events, with retries for 12 hours', () => {
  const { properties } = only('AWS::Lambda::EventSourceMapping');
  const { FilterCriteria, ...others } = properties;
  expect(others).toEqual({
    FunctionName: { Ref: events().id },
    EventSourceArn: streamArn(),
    StartingPosition: 'TRIM_HORIZON',
    BatchSize: 100,
    MaximumBatchingWindowInSeconds: 1,
    FunctionResponseTypes: ['ReportBatchItemFailures'],
    BisectBatchOnFunctionError: true,
    MaximumRetryAttempts: 1000,
    MaximumRecordAgeInSeconds: 12 * 3600,
    DestinationConfig: { OnFailure: { Destination: queueArn() } },
  });
  expect(Object(FilterCriteria).Filters.map(({ Pattern }: { Pattern: string }) => JSON.parse(Pattern))).toEqual([
    { eventName: ['INSERT'], dynamodb: { Keys: { pk: { S: [{ prefix: 'AUDIT#' }] } } } },
  ]);
});

test('the queue is encrypted, retained, keeps messages for two weeks, and accepts only TLS', () => {
  expect(queue().resource).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { SqsManagedSseEnabled: true, MessageRetentionPeriod: 14 * 24 * 3600 },
  });
  expect(only('AWS::SQS::QueuePolicy').properties).toMatchObject({
    Queues: [{ Ref: queue().id }],
    PolicyDocument: {
      Statement: [
        {
          Effect: 'Deny',
          Action: 'sqs:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          Resource: queueArn(),
        },
      ],
    },
  });
});

test('its role may only read the stream, put events on the default bus, send to the queue and write its log', () => {
  const { properties } = only('AWS::IAM::Role', 'Postern: what the events function may do');
  const [logs] = [...synthesised.resources('AWS::Logs::LogGroup').keys()].filter((id) => id.startsWith('SignInEvents'));
  expect(Object(properties['Policies'])).toMatchObject([{ PolicyName: 'Least' }]);
  const [{ PolicyDocument }] = Object(properties['Policies']);
  const bus = ['arn:', { Ref: 'AWS::Partition' }, ':events:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }];
  expect(PolicyDocument.Statement).toEqual([
    {
      Sid: 'Logs',
      Effect: 'Allow',
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Resource: { 'Fn::GetAtt': [logs, 'Arn'] },
    },
    {
      Sid: 'Stream',
      Effect: 'Allow',
      Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      Resource: streamArn(),
    },
    {
      Sid: 'Bus',
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: { 'Fn::Join': ['', [...bus, ':event-bus/default']] },
    },
    { Sid: 'Undelivered', Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn() },
  ]);
});

test('it has no environment variables and no settings', () => {
  expect(events().properties).not.toHaveProperty('Environment');
  expect(() => synthesised.assetFile('events', 'settings.json')).toThrow('ENOENT');
});
