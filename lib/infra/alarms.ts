import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { LeastPrivilegeFunction } from './least-privilege-function.ts';
import { type LogAlarm, logAlarms } from './log-alarms.ts';

/** What is watched. */
interface AlarmsProps {
  readonly functions: Readonly<Record<string, LeastPrivilegeFunction>>;
  readonly events: LeastPrivilegeFunction & {
    readonly undelivered: { metricApproximateNumberOfMessagesVisible(): IMetric };
  };
  readonly rotation: LeastPrivilegeFunction;
}

const period = Duration.minutes(5);

/**
 * Alarms on what the functions write to their logs, on functions that crash, and on events that nobody could be told of.
 * All of them tell one topic; who subscribes to it is the operators' choice.
 */
export class Alarms extends Construct {
  readonly topic: Topic;

  constructor(scope: Construct, id: string, { functions, events, rotation }: AlarmsProps) {
    super(scope, id);
    this.topic = this.#addTopic();
    const all = { ...functions, events, rotation };
    for (const rule of logAlarms) this.#watch(rule, this.#count(rule, Object.entries(all)));
    for (const [name, { handler }] of Object.entries(all)) {
      this.#watch(crashed(name), handler.metricErrors({ period, statistic: 'Sum' }));
    }
    this.#watch(undelivered, events.undelivered.metricApproximateNumberOfMessagesVisible());
  }

  #addTopic(): Topic {
    const topic = new Topic(this, 'Topic', { displayName: 'Postern alarms', enforceSSL: true });
    // Of this account alone: an alarm of another one could tell the topic, too.
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    topic.grantPublish(new ServicePrincipal('cloudwatch.amazonaws.com', { conditions }));
    return topic;
  }

  /** A metric of the lines of the log that the rule is about. */
  #count(rule: LogAlarm, functions: readonly (readonly [string, LeastPrivilegeFunction])[]): IMetric {
    const named = { metricNamespace: `Postern/${Stack.of(this).stackName}`, metricName: rule.name };
    const filters = functions.map(
      ([name, { logGroup }]) =>
        new MetricFilter(this, `${rule.name}-${name}`, {
          ...named,
          logGroup,
          filterPattern: FilterPattern.literal(rule.pattern),
          metricValue: '1',
        }),
    );
    const [filter] = filters;
    if (filter === undefined) throw new Error('there is no log to watch');
    return filter.metric({ period, statistic: 'Sum' });
  }

  #watch({ name, means, least, periods = 1 }: Omit<LogAlarm, 'pattern'>, metric: IMetric): void {
    const alarm = new Alarm(this, name, {
      alarmDescription: `Postern: ${means} What to do is in docs/operations.md, "${name}".`,
      metric,
      threshold: least,
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
  return { name: `FunctionFailed${title}`, means: `the ${name} function crashed or ran out of time.`, least: 1 };
}

const undelivered = {
  name: 'EventsUndelivered',
  means: 'events of the trail could not be put on the event bus.',
  least: 1,
};
