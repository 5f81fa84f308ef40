import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from './routes.ts';

/** What a function may use beside its own log group and the session keys, which every function reads. */
export interface Grant {
  /** DynamoDB actions on the table. */
  readonly tableActions: readonly string[];
  /** Whose client secrets it reads: every provider's, those that sign by them (HS256 and its kin), or none. */
  readonly providerSecrets: 'all' | 'symmetric' | 'none';
}

/** The least that each function's work needs. The index is the operators' alone. */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  // Reads which providers are switched off; checks the session of who links a provider, and unlinks one.
  login: {
    tableActions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    providerSecrets: 'none',
  },
  // Exchanges the code, verifies HS256 tokens, writes attempt, user, identity and session.
  callback: {
    tableActions: [
      'dynamodb:BatchGetItem',
      'dynamodb:ConditionCheckItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    providerSecrets: 'all',
  },
  // Checks, lists and ends sessions; verifies HS256 logout tokens.
  session: {
    tableActions: [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    providerSecrets: 'symmetric',
  },
};

/** ARNs that a function's statements name. */
export interface GrantResources {
  readonly logGroupArn: string;
  readonly tableArn: string;
  readonly secretArns: readonly string[];
}

/** The whole policy of the role of a function behind the HTTP API. */
export function policyStatements(grant: Grant, resources: GrantResources): PolicyStatement[] {
  return [
    logStatement(resources.logGroupArn),
    new PolicyStatement({
      sid: 'Secrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [...resources.secretArns],
    }),
    new PolicyStatement({ sid: 'Table', actions: [...grant.tableActions], resources: [resources.tableArn] }),
    appendOnlyTrail(resources.tableArn),
    secretNotes(grant, resources.tableArn),
  ];
}

/**
 * What is noted of secrets is the rotation function's: the others count fallbacks there at most, where they use the
 * secrets at all.
 */
function secretNotes({ providerSecrets }: Grant, tableArn: string): PolicyStatement {
  const countsNone = providerSecrets === 'none' ? ['dynamodb:UpdateItem'] : [];
  return new PolicyStatement({
    sid: 'SecretNotes',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...countsNone],
    resources: [tableArn],
    conditions: onlyKeys('SECRET#*'),
  });
}

/**
 * No function changes or deletes an event that was written down. IAM cannot tell a PutItem that adds an item from one
 * that replaces it: the condition that every put of an event carries (storage/audit.ts) sees to that.
 */
function appendOnlyTrail(tableArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AppendOnlyTrail',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
    // Whether IAM holds a transaction's operations against their own keys or all keys of the request together, an event
    // that is put beside an update is none that is updated.
    conditions: onlyKeys('AUDIT#*'),
  });
}

/** The whole policy of the rotation function's role: of the table it touches what is noted of secrets, and the trail. */
export function rotationStatements(resources: GrantResources): PolicyStatement[] {
  return [
    logStatement(resources.logGroupArn),
    new PolicyStatement({
      sid: 'Secrets',
      actions: [
        'secretsmanager:DescribeSecret',
        'secretsmanager:GetSecretValue',
        'secretsmanager:PutSecretValue',
        'secretsmanager:UpdateSecretVersionStage',
      ],
      resources: [...resources.secretArns],
    }),
    new PolicyStatement({
      sid: 'Notes',
      actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
      resources: [resources.tableArn],
      conditions: onlyKeys('SECRET#*'),
    }),
    new PolicyStatement({
      sid: 'Trail',
      actions: ['dynamodb:PutItem'],
      resources: [resources.tableArn],
      conditions: onlyKeys('AUDIT#*'),
    }),
  ];
}

/** Holds for requests that name items, and none whose partition key is another. */
function onlyKeys(pattern: string): Record<string, Record<string, unknown>> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** ARNs that the events function's statements name. */
export interface EventsResources {
  readonly logGroupArn: string;
  readonly streamArn: string;
  readonly queueArn: string;
  readonly eventBusArn: string;
}

/** The whole policy of the events function's role. Lambda follows the stream and tells the queue in the role's name. */
export function eventsStatements(resources: EventsResources): PolicyStatement[] {
  return [
    logStatement(resources.logGroupArn),
    new PolicyStatement({
      sid: 'Stream',
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resources: [resources.streamArn],
    }),
    new PolicyStatement({ sid: 'Bus', actions: ['events:PutEvents'], resources: [resources.eventBusArn] }),
    new PolicyStatement({ sid: 'Undelivered', actions: ['sqs:SendMessage'], resources: [resources.queueArn] }),
  ];
}

/** The log group's ARN ends in `:*`, which stands for its own log streams. */
function logStatement(logGroupArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Logs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}
