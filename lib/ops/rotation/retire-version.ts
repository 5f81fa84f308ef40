import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { hasLabel, stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { OpsFailure } from '../cli/failure.ts';
import { messageOf, pollIntervalMs, type RotatingSecret } from './rotating-secret.ts';

const label = stagingLabels.previous;
/** How often it is tried, and looked at whether it is done. */
const attempts = 6;

/**
 * Takes its label from the version before the current one: nothing reads it any more, and Secrets Manager deletes it.
 * What Secrets Manager tells of labels may be older than what was done: the label is taken from that very version, seen
 * or not, and once that is done it must not be seen there.
 * @param replaced The version that was current before.
 * @throws OpsFailure with the way to do it by hand: as long as the label is there, what has leaked still counts.
 */
export async function retireVersion(secret: RotatingSecret, replaced: string): Promise<void> {
  let [taken, refused] = [false, 0];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await secret.versions.move(secret.arn, label, { from: replaced });
      taken = true;
    } catch (error) {
      if (isNotAttached(error)) refused += 1;
      else if (attempt === attempts) throw stillCounts(secret, replaced, error);
    }
    const isSeen = await sees(secret, replaced);
    // A refusal for want of the label is believed the second time: the version may just have been replaced.
    if (isSeen === false && (taken || refused > 1)) return;
    if (attempt === attempts) throw stillCounts(secret, replaced, new Error(`${label} is still on its version`));
    await sleep(pollIntervalMs(secret));
  }
}

/** undefined where that cannot be told. */
async function sees({ versions, arn }: RotatingSecret, version: string): Promise<boolean | undefined> {
  const labels = await versions.labels(arn).catch(() => undefined);
  return labels && hasLabel(labels, version, label);
}

/** UpdateSecretVersionStage refuses to take a label from a version that does not have it. */
function isNotAttached(error: unknown): boolean {
  return error instanceof AwsError && error.name === 'InvalidParameterException';
}

function stillCounts({ arn }: RotatingSecret, replaced: string, cause: unknown): OpsFailure {
  return new OpsFailure(
    `The new version is current, but the one before still counts (${messageOf(cause)}). Take its label away: aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage ${label} --remove-from-version-id ${replaced}`,
    { cause },
  );
}
