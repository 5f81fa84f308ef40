import type { JsonObject } from '../../../functions/core/base/json.ts';
import { accountId } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import { wildcard } from '../iam/policy-condition.ts';
import { asObject } from '../json.ts';
import type { Resource } from '../template/assembly.ts';
import type { App } from '../template/functions.ts';
import type { RotationSchedule } from './schedule.ts';

const principal = 'secretsmanager.amazonaws.com';

/** The function that Secrets Manager invokes, and the secret that the function rotates. */
type Called = Pick<RotationSchedule, 'function' | 'functionArn' | 'secretArn'>;

/**
 * Throws `LocalFailure` unless an `AWS::Lambda::Permission` of the template allows Secrets Manager to invoke a
 * schedule's function. Secrets Manager requires such a permission (Secrets Manager User Guide: "Lambda rotation
 * function permissions").
 */
export function requireInvocable(schedule: Resource, called: Called, { assembly, resolve }: App): void {
  const permissions = assembly
    .ofType('AWS::Lambda::Permission')
    .filter(({ properties }) => properties['Principal'] === principal);
  const allowed = permissions.some(({ properties, stack }) =>
    allows(asObject(resolve(properties, stack), 'A permission'), called),
  );
  if (allowed) return;
  throw new LocalFailure(
    `${principal} may not invoke ${called.function.name}, which ${schedule.logicalId} needs: add an AWS::Lambda::Permission for lambda:InvokeFunction.`,
  );
}

/**
 * Whether a permission allows the invocation. A permission with a condition that the local run does not know allows
 * nothing.
 */
function allows(permission: JsonObject, { function: { name }, functionArn, secretArn }: Called): boolean {
  const { Action, FunctionName, Principal: _, SourceAccount = accountId, SourceArn = '*', ...conditions } = permission;
  return (
    Action === 'lambda:InvokeFunction' &&
    (FunctionName === name || FunctionName === functionArn) &&
    SourceAccount === accountId &&
    wildcard(String(SourceArn), '').test(secretArn) &&
    Object.keys(conditions).length === 0
  );
}
