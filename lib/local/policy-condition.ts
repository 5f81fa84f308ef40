import { LocalFailure } from './failure.ts';
import { asList, asObject, asString } from './json.ts';
import { wildcard } from './wildcard.ts';

/** Condition keys of a request with their values (IAM User Guide, "Multivalued context keys"). */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** Whether a request meets the conditions of a statement. */
export type Condition = (context: RequestContext) => boolean;

/** The condition key with the partition keys of the items that a DynamoDB request names. */
export const leadingKeys = 'dynamodb:LeadingKeys';

/** The actions whose requests tell their partition keys without an expression having to be read. */
const actionsWithLeadingKeys = new Set(
  ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'BatchGetItem', 'BatchWriteItem'].map(
    (operation) => `dynamodb:${operation}`,
  ),
);

/**
 * Compiles a statement's Condition: `ForAnyValue:StringLike` on the partition keys, which holds where one of the
 * request's values is like one of the statement's (IAM JSON policy elements: Condition). `where` is named in errors.
 * Throws `LocalFailure` for any other condition, and where an action of the statement does not tell its keys.
 */
export function compileCondition(value: unknown, actions: readonly unknown[], where: string): Condition {
  if (value === undefined) return () => true;
  const refuse = (what: string): never => {
    throw new LocalFailure(
      `${where} has a Condition with ${what}, which the local run cannot evaluate: teach it to lib/local/policy-condition.ts or leave it out of the role.`,
    );
  };
  const tests = Object.entries(asObject(value, `${where}: Condition`)).flatMap(([operator, keys]) => {
    if (operator !== 'ForAnyValue:StringLike') return refuse(operator);
    return Object.entries(asObject(keys, `${where}: ${operator}`)).map(([key, patterns]): Condition => {
      if (key !== leadingKeys) return refuse(key);
      const unread = actions.find((action) => !actionsWithLeadingKeys.has(String(action)));
      if (unread !== undefined) return refuse(`${key} for ${unread}`);
      const compiled = asList(patterns).map((pattern) => {
        const text = asString(pattern, `${where}: ${key}`);
        return text.includes('${') ? refuse(`the policy variable ${text}`) : wildcard(text, '');
      });
      return (context) => (context[key] ?? []).some((actual) => compiled.some((pattern) => pattern.test(actual)));
    });
  });
  return (context) => tests.every((holds) => holds(context));
}
