import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { RotationPlan } from './plan-rotation.ts';
import { pollIntervalMs, type RotatingSecret, statusCommand } from './rotating-secret.ts';

/** Attempts to start a rotation: one that has just failed may not have ended yet. */
const maxAttempts = 12;

/**
 * Starts a rotation. If an answer is lost, the retry is refused because of the rotation that the first call started: so a
 * refusal counts only if the version has no label.
 * @throws OpsFailure if it cannot be started.
 */
export async function startRotation(secret: RotatingSecret, plan: RotationPlan): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const refusal = await requestRotation(secret, plan);
    if (refusal === undefined) return;
    if (attempt === maxAttempts) {
      // Secrets Manager refuses to start a rotation that failed before, but retries it all the same.
      if (plan.resumed !== undefined) return;
      throw notStarted(refusal, secret);
    }
    await sleep(pollIntervalMs(secret));
  }
}

/** @returns The refusal; undefined if it has started. */
async function requestRotation(
  secret: RotatingSecret,
  { version, resumed }: RotationPlan,
): Promise<AwsError | undefined> {
  try {
    await secret.versions.rotate(secret.arn, version);
    return undefined;
  } catch (error) {
    if (resumed === undefined && (await hasStarted(secret, version))) return undefined;
    if (error instanceof AwsError && error.name === 'InvalidRequestException') return error;
    throw error;
  }
}

/** Only a rotation gives a label to a version id before the version has a value. */
async function hasStarted({ versions, arn }: RotatingSecret, version: string): Promise<boolean> {
  const labels = await versions.labels(arn).catch(() => undefined);
  return (labels?.get(version) ?? []).length > 0;
}

function notStarted(cause: AwsError, secret: RotatingSecret): OpsFailure {
  return new OpsFailure(
    `The rotation was not started (${cause.message}): deploy this configuration, which gives the secret its rotation function; if ${statusCommand(secret)} shows another rotation in progress, try again later.`,
    { cause },
  );
}
