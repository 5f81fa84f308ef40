import { setTimeout as sleep } from 'node:timers/promises';
import type { Labels } from '../../../functions/core/contract/staging-labels.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { findSecretStatus, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../cli/failure.ts';
import { startProgress } from '../cli/progress.ts';
import type { RotationPlan } from './plan-rotation.ts';
import { messageOf, pollIntervalMs, type RotatingSecret, shortId } from './rotating-secret.ts';
import { maxRotationMs } from './secret-state.ts';

/** A rotation that has ended, successfully or not. */
export interface CompletedRotation {
  readonly version: string;
  readonly outcome: 'current' | 'failed';
  readonly status: SecretStatus;
}

/**
 * Polls the secret until its rotation has ended.
 * @param onStatus Receives the secret's status at each poll.
 * @throws OpsFailure if the rotation does not end in time, or its state cannot be read.
 */
export async function awaitRotation(
  secret: RotatingSecret,
  plan: RotationPlan,
  onStatus: (status: SecretStatus) => void,
): Promise<CompletedRotation> {
  const { version } = plan;
  const began = Date.now();
  const progress = startProgress();
  try {
    while (Date.now() - began < maxRotationMs) {
      const { labels, status } = await pollState(secret, version);
      const outcome = rotationOutcome(plan, labels, status);
      progress.end();
      onStatus(status);
      if (outcome !== undefined) return { version, outcome, status };
      progress.report(`waiting for the rotation, ${Math.round((Date.now() - began) / 1000)} s`);
      await sleep(pollIntervalMs(secret));
    }
  } finally {
    progress.end();
  }
  throw new OpsFailure(`The rotation to version ${shortId(version)} has not ended after ${maxRotationMs / 1000} s.`);
}

async function pollState({ operator, versions, arn, name }: RotatingSecret, version: string) {
  try {
    const [labels, status] = await Promise.all([versions.labels(arn), findSecretStatus(operator.table, name)]);
    return { labels, status };
  } catch (cause) {
    const reason = messageOf(cause);
    throw new OpsFailure(`The state of the rotation to version ${shortId(version)} cannot be read (${reason}).`, {
      cause,
    });
  }
}

/**
 * Derives the outcome of a rotation from the secret's staging labels and status; undefined while the rotation is in
 * progress.
 */
export function rotationOutcome(
  { version, resumed }: RotationPlan,
  labels: Labels,
  { failure }: Pick<SecretStatus, 'failure'>,
): CompletedRotation['outcome'] | undefined {
  const own = labels.get(version) ?? [];
  const pending = own.includes(stagingLabels.pending);
  // A failure recorded before the rotation was resumed does not count while the rotation is pending again.
  const failed = failure?.version === version && !(pending && failure.at === resumed?.failedAt);
  // The version can be current while the rotation is still in progress: the label AWSPENDING is removed last, after
  // everything was recorded.
  if (own.includes(stagingLabels.current)) return failed || !pending ? 'current' : undefined;
  return failed ? 'failed' : undefined;
}
