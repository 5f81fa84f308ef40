import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionCode } from './bundle.ts';
import { eventsStatements } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import type { SignInData } from './sign-in-data.ts';

/** The table whose stream carries the events. */
interface EventsFunctionProps {
  readonly data: SignInData;
}

/**
 * Puts audit events on the account's default EventBridge bus. It reads them from the table's stream, so sign-ins do not
 * wait for it and every event of the audit log is delivered.
 */
export class EventsFunction extends LeastPrivilegeFunction {
  /** Dead-letter queue: positions in the stream of the records that could not be put on the bus, without their content. */
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
      // From the oldest record: events written while the mapping is created must not be missed.
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
      // Retries through an outage of the bus. The stream retains records for 24 hours (DynamoDB Developer Guide).
      retryAttempts: 1000,
      maxRecordAge: Duration.hours(12),
      // Not CDK's SqsDlq, which would add a second policy to the role.
      onFailure: { bind: () => ({ destination: this.undelivered.queueArn }) },
    });
  }
}
