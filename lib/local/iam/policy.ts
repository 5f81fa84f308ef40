import { LocalFailure } from '../failure.ts';
import { asList, asObject, asString } from '../json.ts';
import { type Condition, compileCondition, type RequestContext, wildcard } from './policy-condition.ts';

/** A role's identity-based policies, ready to be asked. */
export interface Policy {
  /**
   * Whether a statement allows the action on the resource and none denies it (IAM's evaluation within one account).
   * `context` is what the request tells for conditions.
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
 * Compiles IAM policy statements whose intrinsics are resolved. `role` is named in errors.
 * Throws `LocalFailure` for an element that is not understood here: a condition that is silently left out would allow
 * what AWS denies.
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

const understood = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

function compileStatement(value: unknown, role: string): Statement {
  const where = `A statement of role ${role}`;
  const statement = asObject(value, where);
  for (const element of Object.keys(statement)) {
    if (understood.has(element)) continue;
    throw new LocalFailure(
      `${where} has ${element}, which the local run cannot evaluate: teach it to lib/local/iam/policy.ts or leave it out of the role.`,
    );
  }
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') {
    throw new LocalFailure(`${where} has the Effect ${JSON.stringify(effect)}: IAM knows Allow and Deny.`);
  }
  return {
    effect,
    // Action names are matched without regard to case, ARNs with it (IAM User Guide, IAM JSON policy elements).
    actions: asList(statement['Action']).map((action) => wildcard(asString(action, `${where}: an Action`), 'i')),
    resources: asList(statement['Resource']).map((arn) => wildcard(asString(arn, `${where}: a Resource`), '')),
    condition: compileCondition(statement['Condition'], asList(statement['Action']), where),
  };
}
