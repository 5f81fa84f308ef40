import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { functionCode } from './bundle.ts';
import { eventsStatements } from './grants.ts';
import { LeastPrivilegeFunction } from './least-privilege-function.ts';
import type { SignInData } from './sign-in-data.ts';

/** Where the events come from. */
interface EventsFunctionProps {
  readonly data: SignInData;
}

/**
 * Puts what is written down in the audit trail on the account's default EventBridge bus, by way of the table's stream: so
 * it costs the person who signs in nothing, and nothing that is in the trail is left out.
 */
export class EventsFunction extends LeastPrivilegeFunction {
  /** Told of records that could not be put on the bus: where they are in the stream, not what they hold. */
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
      reason: 'This is the dead-letter queue of the events function; nobody consumes it but an operator.',
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
    this.#follow(streamArn);
  }

  #follow(eventSourceArn: string): void {
    new EventSourceMapping(this, 'Stream', {
      target: this.handler,
      eventSourceArn,
      // From the beginning: what is written while the mapping is being made must not be missed.
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
      // An outage of the bus is waited out; the stream itself forgets after 24 hours.
      retryAttempts: 1000,
      maxRecordAge: Duration.hours(12),
      // Not SqsDlq, which would add a policy to the role beside the one that is there.
      onFailure: { bind: () => ({ destination: this.undelivered.queueArn }) },
    });
  }
}
