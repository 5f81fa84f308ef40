import type { JsonObject } from '../../../functions/core/base/json.ts';
import { localArn } from '../account-and-region.ts';
import { LocalFailure } from '../failure.ts';
import type { Invoke } from '../gateway/gateway.ts';
import { asObject, asString } from '../json.ts';
import type { Resource } from '../template/assembly.ts';
import { type App, type LocalFunction, readFunctions } from '../template/functions.ts';
import type { Resolve } from '../template/resolve.ts';
import { requireInvocable } from './invoke-permission.ts';
import type { RotationSchedule } from './schedule.ts';

/** A rotation schedule whose function is running. */
export interface ActiveSchedule extends Omit<RotationSchedule, 'function'> {
  readonly invoke: Invoke;
}

const supported = ['SecretId', 'RotationLambdaARN', 'RotationRules', 'RotateImmediatelyOnUpdate'];

/**
 * The template's rotation schedules (CloudFormation: AWS::SecretsManager::RotationSchedule). Throws `LocalFailure` for
 * features that the local run lacks, and, as Secrets Manager does, if Secrets Manager may not invoke the rotation
 * function.
 */
export function readSchedules(app: App): readonly RotationSchedule[] {
  const functions = [...readFunctions(app).values()];
  const schedules = app.assembly.ofType('AWS::SecretsManager::RotationSchedule').map((resource) => {
    const schedule = readSchedule(resource, functions, app.resolve);
    requireInvocable(resource, schedule, app);
    return schedule;
  });
  const arns = schedules.map(({ secretArn }) => secretArn);
  const twice = arns.find((arn, index) => arns.indexOf(arn) !== index);
  if (twice === undefined) return schedules;
  throw new LocalFailure(
    `The template has two rotation schedules for ${twice}, and a secret can have only one: remove the other.`,
  );
}

function readSchedule(
  { logicalId, properties, stack }: Resource,
  functions: readonly LocalFunction[],
  resolve: Resolve,
): RotationSchedule {
  requireSupported(properties, supported, logicalId);
  const text = (name: string): string => asString(resolve(properties[name], stack), `${name} of ${logicalId}`);
  const functionArn = text('RotationLambdaARN');
  const found = functions.find(({ name }) => functionArn === localArn('lambda', `function:${name}`));
  if (found === undefined) {
    throw new LocalFailure(`${logicalId} calls ${functionArn}, which is not a function of the template: name one.`);
  }
  const secretArn = text('SecretId');
  if (!secretArn.startsWith('arn:')) {
    throw new LocalFailure(`${logicalId} rotates ${secretArn}, which is not a secret's ARN: refer to the secret.`);
  }
  const immediately = properties['RotateImmediatelyOnUpdate'] ?? true;
  if (typeof immediately !== 'boolean') {
    throw new LocalFailure(`RotateImmediatelyOnUpdate of ${logicalId} must be true or false: correct it.`);
  }
  const rules = asObject(resolve(properties['RotationRules'] ?? {}, stack), `RotationRules of ${logicalId}`);
  return { secretArn, function: found, functionArn, rotateImmediately: immediately, ...readRules(rules, logicalId) };
}

function readRules(rules: JsonObject, logicalId: string): Pick<RotationSchedule, 'automaticallyAfterDays'> {
  requireSupported(rules, ['AutomaticallyAfterDays'], `RotationRules of ${logicalId}`);
  const days = rules['AutomaticallyAfterDays'];
  if (days === undefined) return {};
  if (typeof days === 'number' && Number.isInteger(days) && days >= 1 && days <= 1000) {
    return { automaticallyAfterDays: days };
  }
  throw new LocalFailure(`AutomaticallyAfterDays of ${logicalId} must be a whole number from 1 to 1,000: correct it.`);
}

/**
 * Refuses properties that the local run does not support. If it ignored them, secrets would be rotated differently than
 * on AWS.
 */
function requireSupported(properties: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(properties).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new LocalFailure(
    `${where} has ${unknown}, which the local run does not support: add it to lib/local/rotation/schedules.ts, or remove it.`,
  );
}
