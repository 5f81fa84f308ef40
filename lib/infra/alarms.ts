import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, MathExpression, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { type LogAlarm, logAlarms } from './log-alarms.ts';

/** The functions that alarms watch. */
interface AlarmsProps {
  readonly functions: Readonly<Record<string, LeastPrivilegeFunction>>;
  readonly events: LeastPrivilegeFunction & {
    readonly undelivered: { metricApproximateNumberOfMessagesVisible(): IMetric };
  };
  readonly rotation: LeastPrivilegeFunction;
}

/** The functions whose logs are watched, by name. */
type Watched = readonly (readonly [string, LeastPrivilegeFunction])[];

const period = Duration.minutes(5);

/**
 * CloudWatch alarms on log lines, on failed invocations, and on audit events that could not be delivered. All of them
 * notify one SNS topic, to which operators subscribe.
 */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { functions, events, rotation }: AlarmsProps) {
    super(scope, id);
    this.topic = this.#addTopic();
    const watched = { ...functions, events, rotation };
    for (const logAlarm of logAlarms) {
      this.#addAlarm(logAlarm, this.#metricOf(logAlarm, Object.entries(watched)));
    }
    for (const [name, { handler }] of Object.entries(watched)) {
      this.#addAlarm(crashed(name), handler.metricErrors({ period, statistic: 'Sum' }));
    }
    this.#addAlarm(undelivered, events.undelivered.metricApproximateNumberOfMessagesVisible());
  }

  #addTopic(): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Postern alarms', enforceSSL: true });
    // Only CloudWatch alarms of this AWS account may publish to the topic. Otherwise other accounts could make
    // CloudWatch publish here (confused deputy).
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    return topic;
  }

  /**
   * Metric of an alarm on log lines: their number, or 0 in a period in which the lines to compare with are at least as
   * many.
   */
  #metricOf({ name, pattern, outnumberedBy }: LogAlarm, functions: Watched): IMetric {
    const lines = this.#countLines(name, pattern, functions);
    if (outnumberedBy === undefined) return lines;
    const others = this.#countLines(`${name}ComparedWith`, outnumberedBy, functions);
    const expression = 'IF(lines > FILL(others, 0), lines, 0)';
    return new MathExpression({ expression, usingMetrics: { lines, others }, period, label: name });
  }

  /** Metric that counts the matching log lines of all functions. */
  #countLines(metricName: string, pattern: string, functions: Watched): IMetric {
    const metric = { metricNamespace: `Postern/${Stack.of(this).stackName}`, metricName };
    const filters = functions.map(
      ([name, { logGroup }]) =>
        new MetricFilter(this, `${metricName}-${name}`, {
          ...metric,
          logGroup,
          filterPattern: FilterPattern.literal(pattern),
          metricValue: '1',
        }),
    );
    const [filter] = filters;
    if (filter === undefined) throw new Error('There is no log group to watch.');
    return filter.metric({ period, statistic: 'Sum' });
  }

  #addAlarm({ name, meaning, minLines, periods = 1 }: Omit<LogAlarm, 'pattern'>, metric: IMetric): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `Postern: ${meaning} Remediation: docs/operations.md, "${name}".`,
      metric,
      threshold: minLines,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
  }
}

function crashed(name: string): Omit<LogAlarm, 'pattern'> {
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return { name: `FunctionFailed${title}`, meaning: `the ${name} function crashed or timed out.`, minLines: 1 };
}

const undelivered = {
  name: 'EventsUndelivered',
  meaning: 'audit events could not be put on the event bus.',
  minLines: 1,
};
