import { setTimeout as sleep } from 'node:timers/promises';
import type { Labels } from '../../../functions/core/contract/staging-labels.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { findSecretStatus, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../cli/failure.ts';
import { startProgress } from '../cli/progress.ts';
import type { RotationPlan } from './plan-rotation.ts';
import { messageOf, pollIntervalMs, type RotatingSecret, shortId } from './rotating-secret.ts';
import { maxRotationMs } from './secret-state.ts';

/** How a rotation came out. */
export interface CompletedRotation {
  readonly version: string;
  readonly outcome: 'current' | 'failed';
  readonly status: SecretStatus;
}

/**
 * Waits for a rotation.
 * @param seen Is told each time what is known of the secret.
 * @throws OpsFailure where it has not come to its end in time, and where that cannot be seen.
 */
export async function awaitRotation(
  secret: RotatingSecret,
  plan: RotationPlan,
  seen: (status: SecretStatus) => void,
): Promise<CompletedRotation> {
  const { version } = plan;
  const began = Date.now();
  const progress = startProgress();
  try {
    while (Date.now() - began < maxRotationMs) {
      const { labels, status } = await look(secret, version);
      const outcome = rotationOutcome(plan, labels, status);
      progress.end();
      seen(status);
      if (outcome !== undefined) return { version, outcome, status };
      progress.report(`waiting for the rotation, ${Math.round((Date.now() - began) / 1000)} s`);
      await sleep(pollIntervalMs(secret));
    }
  } finally {
    progress.end();
  }
  throw new OpsFailure(
    `The rotation to version ${shortId(version)} has not come to its end after ${maxRotationMs / 1000} s.`,
  );
}

async function look({ operator, versions, arn, name }: RotatingSecret, version: string) {
  try {
    const [labels, status] = await Promise.all([versions.labels(arn), findSecretStatus(operator.table, name)]);
    return { labels, status };
  } catch (cause) {
    const reason = messageOf(cause);
    throw new OpsFailure(`How the rotation to version ${shortId(version)} comes out cannot be seen (${reason}).`, {
      cause,
    });
  }
}

/** What has become of a rotation; undefined where it goes on. */
export function rotationOutcome(
  { version, takenUp }: RotationPlan,
  labels: Labels,
  { failure }: Pick<SecretStatus, 'failure'>,
): CompletedRotation['outcome'] | undefined {
  const own = labels.get(version) ?? [];
  const pending = own.includes(stagingLabels.pending);
  // The failure for which a rotation is taken up says nothing of how it comes out now, as long as it goes on.
  const failed = failure?.version === version && !(pending && failure.at === takenUp?.failedAt);
  // The label that the rotation had goes last, once everything is written down.
  if (own.includes(stagingLabels.current)) return failed || !pending ? 'current' : undefined;
  return failed ? 'failed' : undefined;
}
