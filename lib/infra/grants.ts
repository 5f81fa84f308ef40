import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { type DocumentKind, documentKinds, writableDocuments } from '../../functions/core/contract/table.ts';
import type { FunctionName } from './routes.ts';

/**
 * Permissions of a function behind the HTTP API. In addition, each of these functions may write to its log group and
 * read the session keys.
 */
export interface Grant {
  /** DynamoDB actions that the function may perform on the table. */
  readonly tableActions: readonly string[];
  /** Whether the function may read this provider's client secret. */
  readonly readsSecretOf: (provider: ProviderSettings) => boolean;
  /** Whether the function records the issuer of a provider at the first sign-in. */
  readonly recordsIssuers: boolean;
  /** Kinds of cached provider documents (metadata, JWKS) that the function may write to the table. */
  readonly documents: readonly DocumentKind[];
}

/** Whether the provider signs its tokens with the client secret, so that its secret is needed to verify them. */
export function verifiesBySecret({ idTokenSignedResponseAlg }: ProviderSettings): boolean {
  return !isAsymmetric(idTokenSignedResponseAlg);
}

/**
 * Least-privilege permissions of each function behind the HTTP API. No function may read the table's index, which only
 * operators query.
 */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  // Reads which providers are disabled, sends pushed authorization requests, and checks the session to link or unlink a
  // provider.
  login: {
    tableActions: ['dynamodb:BatchGetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem'],
    readsSecretOf: ({ pushedAuthorizationRequests }) => pushedAuthorizationRequests !== 'never',
    recordsIssuers: false,
    documents: writableDocuments.login,
  },
  // Exchanges the authorization code, verifies tokens that are signed with the client secret (HS256), and writes login
  // attempt, user, identity and session.
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
    recordsIssuers: true,
    documents: writableDocuments.callback,
  },
  // Checks, lists and ends sessions, and verifies logout tokens that are signed with the client secret (HS256).
  session: {
    tableActions: [
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:Query',
      'dynamodb:UpdateItem',
    ],
    readsSecretOf: verifiesBySecret,
    recordsIssuers: false,
    documents: writableDocuments.session,
  },
};

/** ARNs of the resources that a function's policy names. */
interface GrantResources {
  readonly logGroupArn: string;
  readonly tableArn: string;
  readonly sessionKeysArn: string;
  /** ARNs of the provider secrets that the function may read. */
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
    providerWrites(grant, resources.tableArn),
    ...documentWrites(grant, resources.tableArn),
  ];
}

function secretArns({ sessionKeysArn, providerSecretArns }: GrantResources): string[] {
  return [sessionKeysArn, ...providerSecretArns];
}

/**
 * Denies writes to the status items of secrets, which the rotation function maintains. A function that reads client
 * secrets may only update a status item (UpdateItem), to count fallbacks to a secret other than the current one. The
 * condition denies a whole request if one of its partition keys is that of a status item. That is safe, because no
 * function writes status items in a transaction.
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
 * Denies writes to the items with which operators switch providers off, and which record whose accounts a provider's
 * name keys. A function that records the issuer at a provider's first use may only put an item.
 */
function providerWrites({ recordsIssuers }: Grant, tableArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Providers',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem', ...(recordsIssuers ? [] : ['dynamodb:PutItem'])],
    resources: [tableArn],
    conditions: anyKey(['PROVIDER#*']),
  });
}

/**
 * Denies writes to the kinds of cached provider documents that only other functions store. Forged metadata would send
 * client secrets to an attacker, and forged keys would let an attacker sign in as anybody. The condition denies a whole
 * request if one of its partition keys is that of such a document. That is safe, because only requests that store
 * documents name such a partition key.
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
 * Denies updates and deletions of audit events. PutItem both creates and replaces items (DynamoDB API Reference), and
 * IAM cannot tell the two apart. So every put of an event has a condition that prevents replacement (storage/audit.ts).
 */
function appendOnlyAuditLog(tableArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'AppendOnlyTrail',
    effect: Effect.DENY,
    actions: ['dynamodb:DeleteItem', 'dynamodb:UpdateItem'],
    resources: [tableArn],
    // It is not documented whether IAM evaluates a transaction's operations by their own keys or by all keys of the
    // request. Either way, a transaction that puts an event and updates another item is allowed.
    conditions: onlyKeys('AUDIT#*'),
  });
}

/**
 * The complete policy of the rotation function. In the table, the function may write only the status items of secrets,
 * and audit events.
 */
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
 * IAM condition that all partition keys of the request match the pattern. `ForAllValues` is also true for a request
 * without partition keys, which the `Null` condition excludes (IAM User Guide, "Set operators for multivalued context
 * keys").
 */
function onlyKeys(pattern: string): Record<string, Record<string, unknown>> {
  return {
    'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [pattern] },
    Null: { 'dynamodb:LeadingKeys': 'false' },
  };
}

/** IAM condition that at least one partition key of the request matches a pattern. */
function anyKey(patterns: readonly string[]): Record<string, Record<string, unknown>> {
  return { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': [...patterns] } };
}

/** ARNs of the resources that the events function's policy names. */
interface EventsResources {
  readonly logGroupArn: string;
  readonly streamArn: string;
  readonly queueArn: string;
  readonly eventBusArn: string;
}

/**
 * The complete policy of the events function. Lambda uses the function's role to poll the stream and to send to the
 * dead-letter queue.
 */
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

/** Allows writing to a log group. The group's ARN ends in `:*`, which covers its log streams. */
function logStatement(logGroupArn: string): PolicyStatement {
  return new PolicyStatement({
    sid: 'Logs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    resources: [logGroupArn],
  });
}
