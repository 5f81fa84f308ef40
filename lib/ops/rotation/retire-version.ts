import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { hasLabel, stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { OpsFailure } from '../cli/failure.ts';
import { messageOf, pollIntervalMs, type RotatingSecret } from './rotating-secret.ts';

const label = stagingLabels.previous;
/** Attempts to remove the label, each with a check. */
const maxAttempts = 6;

/**
 * Retires the previous version: without its label AWSPREVIOUS nothing reads it, and Secrets Manager deletes it.
 * DescribeSecret is eventually consistent: the label is removed from exactly this version, whether listed or not, until
 * it is no longer listed.
 * @param replaced The version that was current before.
 * @throws OpsFailure with the AWS CLI command that does it: while the label is there, a leaked secret is still accepted.
 */
export async function retireVersion(secret: RotatingSecret, replaced: string): Promise<void> {
  let [removed, refused] = [false, 0];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await secret.versions.move(secret.arn, label, { from: replaced });
      removed = true;
    } catch (error) {
      if (isNotAttached(error)) refused += 1;
      else if (attempt === maxAttempts) throw stillAccepted(secret, replaced, error);
    }
    const isListed = await hasPreviousLabel(secret, replaced);
    // The first refusal may be stale, if the version has just been replaced; the second is final.
    if (isListed === false && (removed || refused > 1)) return;
    if (attempt === maxAttempts) throw stillAccepted(secret, replaced, new Error(`${label} is still on its version`));
    await sleep(pollIntervalMs(secret));
  }
}

/** undefined if the labels cannot be read. */
async function hasPreviousLabel({ versions, arn }: RotatingSecret, version: string): Promise<boolean | undefined> {
  const labels = await versions.labels(arn).catch(() => undefined);
  return labels && hasLabel(labels, version, label);
}

/** UpdateSecretVersionStage refuses to remove a label from a version that does not have it. */
function isNotAttached(error: unknown): boolean {
  return error instanceof AwsError && error.name === 'InvalidParameterException';
}

function stillAccepted({ arn }: RotatingSecret, replaced: string, cause: unknown): OpsFailure {
  return new OpsFailure(
    `The new version is current, but the previous one is still accepted (${messageOf(cause)}). Remove its label: aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage ${label} --remove-from-version-id ${replaced}`,
    { cause },
  );
}
