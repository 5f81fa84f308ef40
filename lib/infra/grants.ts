import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { type DocumentKind, documentKinds, keptDocuments } from '../../functions/core/contract/table.ts';
import type { FunctionName } from './routes.ts';

/** What a function may use beside its own log group and the session keys, which every function reads. */
export interface Grant {
  /** DynamoDB actions on the table. */
  readonly tableActions: readonly string[];
  /** Whether it reads this provider's client secret. */
  readonly readsSecretOf: (provider: ProviderSettings) => boolean;
  /** The documents of providers that it keeps for the others. */
  readonly documents: readonly DocumentKind[];
}

/** The least that each function's work needs. The index is the operators' alone. */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  // Reads which providers are switched off; pushes authorization requests; checks the session of who links a provider,
  // and unlinks one.
  login: {
    tableActions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    readsSecretOf: ({ pushedAuthorizationRequests }) => pushedAuthorizationRequests !== 'never',
    documents: keptDocuments.login,
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
    readsSecretOf: () => true,
    documents: keptDocuments.callback,
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
    readsSecretOf: ({ idTokenSignedResponseAlg }) => !isAsymmetric(idTokenSignedResponseAlg),
    documents: keptDocuments.session,
  },
};

/** ARNs that a function's statements name. */
interface GrantResources {
  readonly logGroupArn: string;
  readonly tableArn: string;
  readonly sessionKeysArn: string;
  /** Secrets of the providers whose it reads. */
  readonly providerSecretArns: readonly string[];
}

/** The whole policy of the role of a function behind the HTTP API. */
export function policyStatements(grant: Grant, resources: GrantResources): PolicyStatement[] {
  return [
    logStatement(resources.logGroupArn),
    new PolicyStatement({
      sid: 'Secrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: secretArns(resources),
    }),
    new PolicyStatement({ sid: 'Table', actions: [...grant.tableActions], resources: [resources.tableArn] }),
    appendOnlyTrail(resources.tableArn),
    secretNotes(resources),
    ...othersDocuments(grant, resources.tableArn),
  ];
}

function secretArns({ sessionKeysArn, providerSecretArns }: GrantResources): string[] {
  return [sessionKeysArn, ...providerSecretArns];
}

/**
 * What is noted of secrets is the rotation function's: the others count fallbacks there at most, where they use the
 * secrets at all. They write no transactions there, so a single key of that kind is enough to deny one.
 */
function secretNotes({ providerSecretArns, tableArn }: GrantResources): PolicyStatement {
  const countsNone = providerSecretArns.length === 0 ? ['dynamodb:UpdateItem'] : [];
  return new PolicyStatement({
    sid: 'SecretNotes',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...countsNone],
    resources: [tableArn],
    conditions: anyKey(['SECRET#*']),
  });
}

/**
 * Who could write metadata could have client secrets sent anywhere, and who could write keys could sign people in. No
 * request but those that keep documents names one, so a single key of that kind is enough to deny it.
 */
function othersDocuments({ documents }: Grant, tableArn: string): PolicyStatement[] {
  const others = documentKinds.filter((kind) => !documents.includes(kind));
  if (others.length === 0) return [];
  return [
    new PolicyStatement({
      sid: 'OthersDocuments',
      effect: Effect.DENY,
      actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
      resources: [tableArn],
      conditions: anyKey(others.map((kind) => `DOCUMENT#${kind}#*`)),
    }),
  ];
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
      resources: secretArns(resources),
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

/** Holds for requests that name an item of such a partition key, whatever else they name. */
function anyKey(patterns: readonly string[]): Record<string, Record<string, unknown>> {
  return { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [...patterns] } };
}

/** ARNs that the events function's statements name. */
interface EventsResources {
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
