import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { RotationPlan } from './plan-rotation.ts';
import { pollIntervalMs, type RotatingSecret, statusCommand } from './rotating-secret.ts';

/** How often a rotation is asked for: one that has just failed may not have come to its end. */
const attempts = 12;

/**
 * Begins a rotation. The answer may be lost and the call be made a second time, which is refused for the rotation that
 * the first one began: so a refusal counts only where the version has no label.
 * @throws OpsFailure where it cannot be begun.
 */
export async function startRotation(secret: RotatingSecret, plan: RotationPlan): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const refusal = await ask(secret, plan);
    if (refusal === undefined) return;
    if (attempt === attempts) {
      // Secrets Manager refuses to begin what has failed before, and attempts it again all the same.
      if (plan.takenUp !== undefined) return;
      throw notBegun(refusal, secret);
    }
    await sleep(pollIntervalMs(secret));
  }
}

/** @returns What it was refused with; undefined where it has begun. */
async function ask(secret: RotatingSecret, { version, takenUp }: RotationPlan): Promise<AwsError | undefined> {
  try {
    await secret.versions.rotate(secret.arn, version);
    return undefined;
  } catch (error) {
    if (takenUp === undefined && (await hasBegun(secret, version))) return undefined;
    if (error instanceof AwsError && error.name === 'InvalidRequestException') return error;
    throw error;
  }
}

/** Nothing but a rotation gives a label to the id of a version that is yet to be made. */
async function hasBegun({ versions, arn }: RotatingSecret, version: string): Promise<boolean> {
  const labels = await versions.labels(arn).catch(() => undefined);
  return (labels?.get(version) ?? []).length > 0;
}

function notBegun(cause: AwsError, secret: RotatingSecret): OpsFailure {
  return new OpsFailure(
    `The rotation was not begun (${cause.message}): deploy with this configuration, which gives the secret its rotation function; where another rotation is under way, as ${statusCommand(secret)} tells, try again later.`,
    { cause },
  );
}
