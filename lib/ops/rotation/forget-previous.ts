import { stagingLabels } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../failure.ts';
import { holderOf } from './labels.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/**
 * Takes its label from the version before the current one: nothing reads it any more, and Secrets Manager deletes it.
 * @throws OpsFailure with the way to do it by hand: as long as the label is there, what has leaked still counts.
 */
export async function forgetPrevious({ versions, arn }: RotatingSecret): Promise<void> {
  const label = stagingLabels.previous;
  const holder = holderOf(await versions.labels(arn), label);
  if (holder === undefined) return;
  try {
    await versions.move(arn, label, { from: holder });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OpsFailure(
      `The new version is current, but the one before still counts (${reason}). Take its label away: aws secretsmanager update-secret-version-stage --secret-id ${arn} --version-stage ${label} --remove-from-version-id ${holder}`,
      { cause },
    );
  }
}
