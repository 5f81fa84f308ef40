import { LocalFailure } from '../failure.ts';
import { asList, asObject, asString } from '../json.ts';
import { type Condition, compileCondition, type RequestContext, wildcard } from './policy-condition.ts';

/** The identity-based policies of a role, compiled for evaluation. */
export interface Policy {
  /**
   * Whether a statement allows the action on the resource and none denies it (IAM's evaluation within one account).
   * `context` has the values of IAM's condition keys for the request.
   */
  allows(action: string, resource: string, context?: RequestContext): boolean;
}

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly RegExp[];
  readonly resources: readonly RegExp[];
  readonly condition: Condition;
}

/**
 * Compiles IAM policy statements whose intrinsics are resolved. Messages of errors include the name `role`. Throws
 * `LocalFailure` for an unsupported element: if a condition were ignored, requests would be allowed that AWS denies.
 */
export function compilePolicy(statements: readonly unknown[], role: string): Policy {
  const compiled = statements.map((statement) => compileStatement(statement, role));
  const matches = (effect: Statement['effect'], action: string, resource: string, context: RequestContext): boolean =>
    compiled.some(
      (statement) =>
        statement.effect === effect &&
        statement.actions.some((pattern) => pattern.test(action)) &&
        statement.resources.some((pattern) => pattern.test(resource)) &&
        statement.condition(context),
    );
  return {
    allows: (action, resource, context = {}) =>
      matches('Allow', action, resource, context) && !matches('Deny', action, resource, context),
  };
}

const supported = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

function compileStatement(value: unknown, role: string): Statement {
  const where = `A statement of role ${role}`;
  const statement = asObject(value, where);
  for (const element of Object.keys(statement)) {
    if (supported.has(element)) continue;
    throw new LocalFailure(
      `${where} has ${element}, which the local run cannot evaluate: add it to lib/local/iam/policy.ts, or remove it from the role.`,
    );
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new LocalFailure(`${where} has the Effect ${JSON.stringify(effect)}: use Allow or Deny.`);
  }
  return {
    effect,
    // Action names are matched case-insensitively, and ARNs case-sensitively (IAM User Guide, IAM JSON policy
    // elements).
    actions: asList(statement['Action']).map((action) => wildcard(asString(action, `${where}: an Action`), 'i')),
    resources: asList(statement['Resource']).map((arn) => wildcard(asString(arn, `${where}: a Resource`), '')),
    condition: compileCondition(statement['Condition'], asList(statement['Action']), where),
  };
}
