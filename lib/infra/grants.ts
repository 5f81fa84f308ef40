import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { type DocumentKind, documentKinds, writableDocuments } from '../../functions/core/contract/table.ts';
import type { FunctionName } from './routes.ts';

/** Permissions of a function, beside its log group and the session keys, which every function reads. */
export interface Grant {
  /** DynamoDB actions on the table. */
  readonly tableActions: readonly string[];
  /** Whether it may read this provider's client secret. */
  readonly readsSecretOf: (provider: ProviderSettings) => boolean;
  /** Shared documents of providers (metadata, JWKS) that it may write. */
  readonly documents: readonly DocumentKind[];
}

/** Least-privilege permissions of each function. Only operators query the index. */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  // Reads which providers are disabled, pushes authorization requests, checks the session to link or unlink a provider.
  login: {
    tableActions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    readsSecretOf: ({ pushedAuthorizationRequests }) => pushedAuthorizationRequests !== 'never',
    documents: writableDocuments.login,
  },
  // Exchanges the code, verifies HS256 tokens, writes login attempt, user, identity and session.
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
    documents: writableDocuments.callback,
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
    documents: writableDocuments.session,
  },
};

/** ARNs in a function's policy. */
interface GrantResources {
  readonly logGroupArn: string;
  readonly tableArn: string;
  readonly sessionKeysArn: string;
  /** Secrets of the providers that the function may read. */
  readonly providerSecretArns: readonly string[];
}

/** The complete policy of a function behind the HTTP API. */
export function policyStatements(grant: Grant, resources: GrantResources): PolicyStatement[] {
  return [
    logStatement(resources.logGroupArn),
    new PolicyStatement({
      sid: 'Secrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: secretArns(resources),
    }),
    new PolicyStatement({ sid: 'Table', actions: [...grant.tableActions], resources: [resources.tableArn] }),
    appendOnlyAuditLog(resources.tableArn),
    secretStatusWrites(resources),
    ...documentWrites(grant, resources.tableArn),
  ];
}

function secretArns({ sessionKeysArn, providerSecretArns }: GrantResources): string[] {
  return [sessionKeysArn, ...providerSecretArns];
}

/**
 * Denies writes to the status items of secrets, which belong to the rotation function. Functions that read client secrets
 * may only count fallbacks there (UpdateItem), never in a transaction, so one such key denies the whole request.
 */
function secretStatusWrites({ providerSecretArns, tableArn }: GrantResources): PolicyStatement {
  const update = providerSecretArns.length === 0 ? ['dynamodb:UpdateItem'] : [];
  return new PolicyStatement({
    sid: 'SecretNotes',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:PutItem', ...update],
    resources: [tableArn],
    conditions: anyKey(['SECRET#*']),
  });
}

/**
 * Denies writes to shared documents that another function owns: forged metadata would send client secrets to an attacker,
 * forged keys would sign in anybody. Only requests that store documents name such a key, so one denies the whole request.
 */
function documentWrites({ documents }: Grant, tableArn: string): PolicyStatement[] {
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
 * Denies updates and deletions of audit events. PutItem both creates and replaces items (DynamoDB API Reference), which
 * IAM cannot tell apart: the condition on every put of an event (storage/audit.ts) prevents replacement.
 */
function appendOnlyAuditLog(tableArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AppendOnlyTrail',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
    // It is not documented whether IAM evaluates a transaction's operations by their own keys or by all keys of the request.
    // Either way, a transaction that puts an event and updates another item is allowed.
    conditions: onlyKeys('AUDIT#*'),
  });
}

/** The complete policy of the rotation function. In the table it may write only secrets' status items and audit events. */
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

/**
 * Condition: all partition keys of the request match. `ForAllValues` is also true without any key, hence `Null` (IAM User
 * Guide, "Set operators for multivalued context keys").
 */
function onlyKeys(pattern: string): Record<string, Record<string, unknown>> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** Condition: at least one partition key of the request matches. */
function anyKey(patterns: readonly string[]): Record<string, Record<string, unknown>> {
  return { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [...patterns] } };
}

/** ARNs in the events function's policy. */
interface EventsResources {
  readonly logGroupArn: string;
  readonly streamArn: string;
  readonly queueArn: string;
  readonly eventBusArn: string;
}

/** The complete policy of the events function. Lambda polls the stream and sends to the dead-letter queue with this role. */
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

/** The log group's ARN ends in `:*`, which covers its log streams. */
function logStatement(logGroupArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Logs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}
