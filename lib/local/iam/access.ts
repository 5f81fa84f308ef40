import { isObject, type JsonObject } from '../../../functions/core/base/json.ts';
import { localArn } from '../account-and-region.ts';
import { leadingKeys, type RequestContext } from './policy-condition.ts';

/** Name of every table's partition key. `ensureTable` refuses a table whose partition key has another name. */
export const partitionKey = 'pk';

/** A permission that a request to an AWS service needs. */
export interface Access {
  readonly action: string;
  /** ARN of the resource, or `*` for an operation without a specific resource. */
  readonly resource: string;
  /** Values that IAM's condition keys have for the request. */
  readonly context?: RequestContext;
}

/** The permissions that a DynamoDB request needs (Service Authorization Reference: "Actions for Amazon DynamoDB"). */
export function dynamoDbAccess(operation: string, input: JsonObject): readonly Access[] {
  if (operation === 'TransactWriteItems') return transactAccess(input, transactWriteActions);
  if (operation === 'TransactGetItems') return transactAccess(input, { Get: 'dynamodb:GetItem' });
  const action = `dynamodb:${operation}`;
  const batch = input['RequestItems'];
  if (isObject(batch)) {
    return Object.entries(batch).map(([table, part]) => ({
      action,
      resource: tableArn(table),
      context: keysOfItems(batchParts(part)),
    }));
  }
  const table = input['TableName'];
  if (typeof table !== 'string') return [{ action, resource: '*' }];
  const index = input['IndexName'];
  const resource = typeof index === 'string' ? `${tableArn(table)}/index/${index}` : tableArn(table);
  return [{ action, resource, context: keysOfItems([input]) }];
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

/** The permissions that an EventBridge request needs: one for the event bus of each entry. */
export function eventBridgeAccess(operation: string, input: JsonObject): readonly Access[] {
  const action = `events:${operation}`;
  const entries = Array.isArray(input['Entries']) ? input['Entries'].filter(isObject) : [];
  if (entries.length === 0) return [{ action, resource: '*' }];
  return entries.map(({ EventBusName: bus = 'default' }) => ({
    action,
    resource: String(bus).startsWith('arn:') ? String(bus) : localArn('events', `event-bus/${bus}`),
  }));
}

/**
 * IAM actions by the kind of operation in a transaction. IAM authorises a transaction by the operations in it, not as a
 * whole.
 */
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
      return isObject(part)
        ? [{ action, resource: tableArn(String(part['TableName'])), context: keysOfItems([part]) }]
        : [];
    }),
  );
}

/** The parts of a batch request that concern one table: keys of items to read, or items to put and delete. */
function batchParts(part: unknown): readonly unknown[] {
  if (Array.isArray(part))
    return part.filter(isObject).flatMap(({ PutRequest, DeleteRequest }) => [PutRequest, DeleteRequest]);
  const keys = isObject(part) ? part['Keys'] : undefined;
  return Array.isArray(keys) ? keys.map((key: unknown) => ({ Key: key })) : [];
}

/**
 * Partition keys of the items that the parts of a request identify by `Key` or `Item`, as the values of a condition
 * key.
 */
function keysOfItems(parts: readonly unknown[]): RequestContext {
  const values = parts.filter(isObject).flatMap(({ Key, Item }) => {
    const named = Key ?? Item;
    const value = isObject(named) ? named[partitionKey] : undefined;
    return isObject(value) && typeof value['S'] === 'string' ? [value['S']] : [];
  });
  return { [leadingKeys]: values };
}

function tableArn(table: string): string {
  return table.startsWith('arn:') ? table : localArn('dynamodb', `table/${table}`);
}
