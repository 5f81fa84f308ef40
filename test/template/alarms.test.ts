import { beforeAll, describe, expect, test } from '@jest/globals';
import { logAlarms } from '../../lib/infra/log-alarms.ts';
import { block, type Synthesised, synthesise } from './support.ts';

let synthesised: Synthesised;
beforeAll(async () => {
  synthesised = await synthesise(block);
});

const functions = ['login', 'callback', 'session', 'events', 'rotation'] as const;
const namespace = 'Postern/Postern-Api';

const all = (type: string) => [...synthesised.resources(type)].map(([id, { Properties }]) => ({ id, ...Properties }));
/** The only resource of a type. */
function only(type: string) {
  const [found, ...others] = all(type);
  expect(others).toEqual([]);
  return found ?? { id: 'none' };
}
const topic = () => ({ Ref: only('AWS::SNS::Topic').id });
const functionId = (name: string) =>
  all('AWS::Lambda::Function').find((each) => Object(each).Description === `Postern: ${name}`)?.id;
/** The log group of a function, as its logging configuration refers to it. */
const logGroup = (name: string) => {
  const { LoggingConfig } =
    synthesised.resources('AWS::Lambda::Function').get(functionId(name) ?? '')?.Properties ?? {};
  return Object(LoggingConfig).LogGroup;
};
/** The alarm whose logical ID has this name. */
function alarmOf(name: string) {
  const found = all('AWS::CloudWatch::Alarm').filter(({ id }) =>
    new RegExp(`^SignInAlarms${name}[0-9A-F]{8}$`).test(id),
  );
  expect(found).toHaveLength(1);
  return found[0];
}

describe.each(logAlarms)('$name', ({ name, pattern, outnumberedBy, minLines, meaning, periods = 1 }) => {
  const compared = `${name}ComparedWith`;

  test.each([[name, pattern], ...(outnumberedBy === undefined ? [] : [[compared, outnumberedBy] as const])])(
    '%s counts the lines of every function’s log, in one metric',
    (name, pattern) => {
      const filters = all('AWS::Logs::MetricFilter').filter((each) => JSON.stringify(each).includes(`"${name}"`));
      const metric = { MetricNamespace: namespace, MetricName: name, MetricValue: '1' };
      for (const filter of filters)
        expect(filter).toMatchObject({ FilterPattern: pattern, MetricTransformations: [metric] });
      expect(new Set(filters.map((filter) => JSON.stringify(Object(filter).LogGroupName)))).toEqual(
        new Set(functions.map((each) => JSON.stringify(logGroup(each)))),
      );
      expect(filters).toHaveLength(functions.length);
    },
  );

  const metricOf = (MetricName: string) => ({ Namespace: namespace, MetricName });

  test('fires at the threshold, and notifies the topic of ALARM and OK', () => {
    const ofMetric = { ...metricOf(name), Statistic: 'Sum', Period: 300 };
    const part = (Id: string, metric: string) => ({
      ...{ Id, ReturnData: false, MetricStat: { Metric: metricOf(metric), Period: 300, Stat: 'Sum' } },
    });
    const ofProportion = {
      Metrics: [
        expect.objectContaining({ Expression: 'IF(lines > FILL(others, 0), lines, 0)' }),
        ...[part('lines', name), part('others', compared)],
      ],
    };
    expect(alarmOf(name)).toMatchObject({
      ...(outnumberedBy === undefined ? ofMetric : ofProportion),
      ...{ Threshold: minLines, ComparisonOperator: 'GreaterThanOrEqualToThreshold', EvaluationPeriods: periods },
      // Missing data means that no line was logged.
      TreatMissingData: 'notBreaching',
      AlarmActions: [topic()],
      OKActions: [topic()],
      AlarmDescription: `Postern: ${meaning} Remediation: docs/operations.md, "${name}".`,
    });
  });
});

test.each(functions)('an alarm fires if the %s function crashes', (name) => {
  expect(alarmOf(`FunctionFailed${name.charAt(0).toUpperCase()}${name.slice(1)}`)).toMatchObject({
    ...{ Namespace: 'AWS/Lambda', MetricName: 'Errors', Statistic: 'Sum', Period: 300, Threshold: 1 },
    Dimensions: [{ Name: 'FunctionName', Value: { Ref: functionId(name) } }],
    AlarmActions: [topic()],
  });
});

test('an alarm fires for events that could not be put on the bus', () => {
  expect(alarmOf('EventsUndelivered')).toMatchObject({
    ...{ Namespace: 'AWS/SQS', MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 1 },
    Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [only('AWS::SQS::Queue').id, 'QueueName'] } }],
    AlarmActions: [topic()],
  });
});

test('there are no other alarms and filters', () => {
  expect(all('AWS::CloudWatch::Alarm')).toHaveLength(logAlarms.length + functions.length + 1);
  const proportions = logAlarms.filter(({ outnumberedBy }) => outnumberedBy !== undefined);
  expect(all('AWS::Logs::MetricFilter')).toHaveLength((logAlarms.length + proportions.length) * functions.length);
});

test('only alarms of this account may publish to the topic, and only over TLS', () => {
  const { PolicyDocument, Topics } = Object(only('AWS::SNS::TopicPolicy'));
  expect(Topics).toEqual([topic()]);
  expect(PolicyDocument.Statement).toEqual([
    {
      Sid: 'AllowPublishThroughSSLOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 'sns:Publish',
      Resource: topic(),
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
    {
      Sid: expect.any(String),
      Effect: 'Allow',
      Principal: { Service: 'cloudwatch.amazonaws.com' },
      Action: 'sns:Publish',
      Resource: topic(),
      Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
    },
  ]);
});

test('an output names the topic', () => {
  expect(synthesised.stateless.outputs['AlarmTopic']).toMatchObject({ Value: topic() });
});
