import { isObject, type JsonObject } from '../json.ts';
import { localArn } from '../place.ts';

/** One permission that a request needs. */
export interface Access {
  readonly action: string;
  /** ARN, or `*` for an operation on no resource in particular. */
  readonly resource: string;
}

/** The permissions that a DynamoDB request needs (Service Authorization Reference: "Actions for Amazon DynamoDB"). */
export function dynamoDbAccess(operation: string, input: JsonObject): readonly Access[] {
  if (operation === 'TransactWriteItems') return transactAccess(input, transactWriteActions);
  if (operation === 'TransactGetItems') return transactAccess(input, { Get: 'dynamodb:GetItem' });
  const action = `dynamodb:${operation}`;
  const batch = input['RequestItems'];
  if (isObject(batch)) return Object.keys(batch).map((table) => ({ action, resource: tableArn(table) }));
  const table = input['TableName'];
  if (typeof table !== 'string') return [{ action, resource: '*' }];
  const index = input['IndexName'];
  return [{ action, resource: typeof index === 'string' ? `${tableArn(table)}/index/${index}` : tableArn(table) }];
}

/** The permission that a Secrets Manager request needs; `arnOf` finds the ARN of a secret by its name. */
export function secretsManagerAccess(
  operation: string,
  input: JsonObject,
  arnOf: (name: string) => string | undefined,
): readonly Access[] {
  const action = `secretsmanager:${operation}`;
  const id = input['SecretId'] ?? input['Name'];
  if (typeof id !== 'string') return [{ action, resource: '*' }];
  const resource = id.startsWith('arn:') ? id : (arnOf(id) ?? localArn('secretsmanager', `secret:${id}`));
  return [{ action, resource }];
}

/** A transaction is authorised as the operations it is made of. */
const transactWriteActions: Readonly<Record<string, string>> = {
  Put: 'dynamodb:PutItem',
  Update: 'dynamodb:UpdateItem',
  Delete: 'dynamodb:DeleteItem',
  ConditionCheck: 'dynamodb:ConditionCheckItem',
};

function transactAccess(input: JsonObject, actions: Readonly<Record<string, string>>): readonly Access[] {
  const items = Array.isArray(input['TransactItems']) ? input['TransactItems'] : [];
  return items.filter(isObject).flatMap((item) =>
    Object.entries(actions).flatMap(([kind, action]) => {
      const part = item[kind];
      return isObject(part) ? [{ action, resource: tableArn(String(part['TableName'])) }] : [];
    }),
  );
}

function tableArn(table: string): string {
  return table.startsWith('arn:') ? table : localArn('dynamodb', `table/${table}`);
}
