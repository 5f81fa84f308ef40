import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { RotationPlan } from './plan-rotation.ts';
import { pollIntervalMs, type RotatingSecret, statusCommand } from './rotating-secret.ts';

/**
 * Maximum number of attempts to start a rotation. Secrets Manager refuses the start while an earlier rotation has not
 * ended, which can be so for a moment after the earlier one has failed.
 */
const maxAttempts = 12;

/**
 * Starts a rotation. If the response to the first request is lost, the request is sent again. That retry is refused,
 * because the first request has already started the rotation. A refusal therefore counts only if the new secret version
 * has no label.
 * @throws OpsFailure if the rotation cannot be started.
 */
export async function startRotation(secret: RotatingSecret, plan: RotationPlan): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const refusal = await requestRotation(secret, plan);
    if (refusal === undefined) return;
    if (attempt === maxAttempts) {
      // Secrets Manager refuses the request to start a rotation that has failed before, but retries the rotation all
      // the same.
      if (plan.resumed !== undefined) return;
      throw notStarted(refusal, secret);
    }
    await sleep(pollIntervalMs(secret));
  }
}

/**
 * Requests the start of a rotation.
 * @returns The refusal of Secrets Manager; undefined if the rotation has started.
 */
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

/**
 * Whether the rotation has started. The label of the secret version shows it: only a rotation adds a label to a version
 * id that has no value yet.
 */
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
