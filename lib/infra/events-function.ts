import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionCode } from './bundle.ts';
import { eventsStatements } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import type { SignInData } from './sign-in-data.ts';

/** The stateful resources. The stream of their table carries the audit events. */
interface EventsFunctionProps {
  readonly data: SignInData;
}

/**
 * Lambda function that publishes audit events to the account's default EventBridge bus. It reads the events from the
 * table's stream, so sign-ins do not wait for delivery, and every event of the audit log is delivered.
 */
export class EventsFunction extends LeastPrivilegeFunction {
  /**
   * Dead-letter queue for records that could not be published. It receives their positions in the stream, without their
   * content.
   */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { data }: EventsFunctionProps) {
    const streamArn = data.table.tableStreamArn;
    if (streamArn === undefined) throw new Error('The table of SignInData has no stream.');
    const undelivered = new Queue(scope, `${id}Undelivered`, {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of the events function; only operators read it.',
    });
    super(scope, id, {
      name: 'events',
      code: functionCode('events'),
      statements: (logGroupArn) =>
        eventsStatements({
          logGroupArn,
          streamArn,
          queueArn: undelivered.queueArn,
          eventBusArn: Stack.of(scope).formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' }),
        }),
      environment: {},
    });
    this.undelivered = undelivered;
    this.#addEventSource(streamArn);
  }

  #addEventSource(eventSourceArn: string): void {
    new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn,
      // Reading begins with the oldest record in the stream, so that events written while the mapping is created are
      // not missed.
      startingPosition: StartingPosition.TRIM_HORIZON,
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.isEqual('INSERT'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('AUDIT#') } } },
        }),
      ],
      batchSize: 100,
      maxBatchingWindow: Duration.seconds(1),
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      // A failed batch is retried for up to 12 hours, to bridge an outage of the bus. The stream retains records for 24
      // hours (DynamoDB Developer Guide).
      retryAttempts: 1000,
      maxRecordAge: Duration.hours(12),
      // CDK's SqsDlq is not used, because it would add a second policy to the function's role.
      onFailure: { bind: () => ({ destination: this.undelivered.queueArn }) },
    });
  }
}
