import { LocalFailure } from '../failure.ts';
import { asList, asObject, asString } from '../json.ts';

/**
 * Values that IAM's condition keys have for a request, by condition key (IAM User Guide, "Multivalued context keys").
 */
export type RequestContext = Readonly<Record<string, readonly string[]>>;

/** Tells whether a request meets the conditions of a policy statement. */
export type Condition = (context: RequestContext) => boolean;

/** The IAM condition key whose values are the partition keys of the items that a DynamoDB request names. */
export const leadingKeys = 'dynamodb:LeadingKeys';

/**
 * Actions whose requests name partition keys in `Key` or `Item`, not in expressions, which the local run does not
 * parse.
 */
const actionsWithLeadingKeys = new Set(
  ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'ConditionCheckItem', 'BatchGetItem', 'BatchWriteItem'].map(
    (operation) => `dynamodb:${operation}`,
  ),
);

/**
 * Compiles a condition operator with its expected values. The result tests the values that a condition key has for a
 * request.
 */
type Operator = (expected: unknown, where: string, refuse: Refuse) => (values: readonly string[]) => boolean;
type Refuse = (what: string) => never;

/** Compiles the patterns of a StringLike condition. The result tells whether a value matches one of them. */
function likeOneOf(expected: unknown, where: string, refuse: Refuse): (value: string) => boolean {
  const patterns = asList(expected).map((pattern) => {
    const text = asString(pattern, where);
    return text.includes('${') ? refuse(`the policy variable ${text}`) : wildcard(text, '');
  });
  return (value) => patterns.some((pattern) => pattern.test(value));
}

/**
 * Supported condition operators: those that the functions' roles use (IAM JSON policy elements: Condition operators).
 */
const operators: Readonly<Record<string, Operator>> = {
  // This operator is also true for a request without values. A statement that needs a value has a `Null` condition as
  // well.
  'ForAllValues:StringLike': (...condition) => {
    const isLike = likeOneOf(...condition);
    return (values) => values.every(isLike);
  },
  'ForAnyValue:StringLike': (...condition) => {
    const isLike = likeOneOf(...condition);
    return (values) => values.some(isLike);
  },
  Null: (expected, _where, refuse) => {
    if (expected !== 'false' && expected !== false) return refuse(`Null ${JSON.stringify(expected)}`);
    return (values) => values.length > 0;
  },
};

/**
 * Compiles a statement's Condition, which may only concern partition keys. Messages of errors include `where`, the
 * statement's description. Throws `LocalFailure` for any other condition, and for an action whose requests have
 * partition keys in expressions.
 */
export function compileCondition(value: unknown, actions: readonly unknown[], where: string): Condition {
  if (value === undefined) return () => true;
  const refuse: Refuse = (what) => {
    throw new LocalFailure(
      `${where} has a Condition with ${what}, which the local run cannot evaluate: add it to lib/local/iam/policy-condition.ts, or remove it from the role.`,
    );
  };
  const tests = Object.entries(asObject(value, `${where}: Condition`)).flatMap(([name, keys]) => {
    const operator = Object.hasOwn(operators, name) ? operators[name] : undefined;
    if (operator === undefined) return refuse(name);
    return Object.entries(asObject(keys, `${where}: ${name}`)).map(([key, expected]): Condition => {
      if (key !== leadingKeys) return refuse(key);
      const unread = actions.find((action) => !actionsWithLeadingKeys.has(String(action)));
      if (unread !== undefined) return refuse(`${key} for ${unread}`);
      const holds = operator(expected, `${where}: ${key}`, refuse);
      return (context) => holds(context[key] ?? []);
    });
  });
  return (context) => tests.every((holds) => holds(context));
}

/**
 * Converts an IAM pattern to a regular expression that matches whole strings. In the pattern, `*` stands for any
 * characters, and `?` for one.
 */
export function wildcard(pattern: string, flags: string): RegExp {
  const source = pattern
    .replace(/[^\w*?]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, `s${flags}`);
}
