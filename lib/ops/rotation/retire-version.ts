import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { hasLabel, stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { OpsFailure } from '../cli/failure.ts';
import { messageOf, pollIntervalMs, type RotatingSecret } from './rotating-secret.ts';

const label = stagingLabels.previous;
/** Maximum number of attempts to remove the label AWSPREVIOUS. After each attempt, the labels are read to check. */
const maxAttempts = 6;

/**
 * Retires the previous secret version by removing its label AWSPREVIOUS: without the label nothing reads the version,
 * and Secrets Manager deletes it. DescribeSecret is eventually consistent, so the labels that it lists may be out of
 * date. The command therefore requests the removal even if the label is not listed, and repeats the request until the
 * label is no longer listed.
 * @param replaced Id of the secret version that was current before.
 * @throws OpsFailure if the label stays, with the AWS CLI command that removes it. While the version has the label, a
 * leaked secret is still accepted.
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
    // If the version has just been replaced, the first refusal may be stale: Secrets Manager may not know yet that the
    // version has the label. A second refusal is final.
    if (isListed === false && (removed || refused > 1)) return;
    if (attempt === maxAttempts) throw stillAccepted(secret, replaced, new Error(`${label} is still on its version`));
    await sleep(pollIntervalMs(secret));
  }
}

/** Whether the version has the label AWSPREVIOUS; undefined if the labels cannot be read. */
async function hasPreviousLabel({ versions, arn }: RotatingSecret, version: string): Promise<boolean | undefined> {
  const labels = await versions.labels(arn).catch(() => undefined);
  return labels && hasLabel(labels, version, label);
}

/** Whether the error is Secrets Manager's refusal to remove a label from a version that does not have it. */
function isNotAttached(error: unknown): boolean {
  return error instanceof AwsError && error.name === 'InvalidParameterException';
}

function stillAccepted({ arn }: RotatingSecret, replaced: string, cause: unknown): OpsFailure {
  return new OpsFailure(
    `The new version is current, but the previous one is still accepted (${messageOf(cause)}). Remove its label: aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage ${label} --remove-from-version-id ${replaced}`,
    { cause },
  );
}
