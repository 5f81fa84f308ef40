import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { FunctionName } from './routes.ts';

/** What a function may use beside its own log group and the session keys, which every function reads. */
export interface Grant {
  /** DynamoDB actions on the table; none means that the function does not know the table at all. */
  readonly tableActions: readonly string[];
  /** Whose client secrets it reads: every provider's, those that sign by them (HS256 and its kin), or none. */
  readonly providerSecrets: 'all' | 'symmetric' | 'none';
}

/** The least that each function's work needs. */
export const grants: Readonly<Record<FunctionName, Grant>> = {
  // Everything of a login attempt is in its sealed cookie.
  login: { tableActions: [], providerSecrets: 'none' },
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
  // Checks and ends sessions; verifies HS256 logout tokens.
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

/** The whole policy of a function's role. */
export function policyStatements(grant: Grant, resources: GrantResources): PolicyStatement[] {
  return [
    // The log group's ARN ends in `:*`, which stands for its own log streams.
    new PolicyStatement({
      sid: 'Logs',
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [resources.logGroupArn],
    }),
    new PolicyStatement({
      sid: 'Secrets',
      actions: ['secretsmanager:GetSecretValue'],
      resources: [...resources.secretArns],
    }),
    ...(grant.tableActions.length === 0
      ? []
      : [new PolicyStatement({ sid: 'Table', actions: [...grant.tableActions], resources: [resources.tableArn] })]),
  ];
}
