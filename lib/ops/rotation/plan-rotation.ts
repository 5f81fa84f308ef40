import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { unfinishedVersion } from '../../../functions/core/contract/staging-labels.ts';
import { findSecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark } from '../cli/output.ts';
import { startProgress } from '../cli/progress.ts';
import { ago } from '../cli/time.ts';
import { pollIntervalMs, type RotatingSecret, shortId, statusCommand } from './rotating-secret.ts';
import { maxRotationMs, type UnfinishedRotation, unfinishedRotation } from './secret-state.ts';
import { endRotation, ignoreUnreadable } from './staging-labels.ts';

/** The rotation that the command will start or resume. */
export interface RotationPlan {
  /** Id of the secret version that the rotation creates. */
  readonly version: string;
  /** Present if the command resumes an unfinished rotation instead of starting one. */
  readonly resumed?: {
    /** Time at which the unfinished rotation last failed, milliseconds since the epoch. */
    readonly failedAt?: number;
  };
}

/** Clock and timer, which tests replace. */
export interface Time {
  /** Current time, milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

interface UnfinishedWithFailure extends UnfinishedRotation {
  readonly failedAt?: number;
}

/**
 * Plans a rotation. An earlier rotation that is unfinished is resumed or ended, because Secrets Manager does not start
 * another one until then.
 * @param resume Whether to resume an unfinished rotation instead of ending it, if its secret version has a value.
 * @throws OpsFailure if another rotation is in progress.
 */
export async function planRotation(
  secret: RotatingSecret,
  resume: boolean,
  time: Time = { now: secret.operator.now, sleep },
): Promise<RotationPlan> {
  const unfinished = await awaitUnfinished(secret, time);
  if (unfinished === undefined) return { version: randomUUID() };
  const { version, madeAt, state, failedAt } = unfinished;
  if (madeAt !== undefined && state === 'under way') throw inProgress(secret, version, ago(madeAt, time.now()));
  if (madeAt !== undefined && resume) {
    remark(`resuming the unfinished rotation to version ${shortId(version)}`, secret.operator.options);
    return { version, resumed: failedAt === undefined ? {} : { failedAt } };
  }
  await endRotation(secret, version);
  remark(`ended the unfinished rotation to version ${shortId(version)}`, secret.operator.options);
  return { version: randomUUID() };
}

/**
 * Finds an unfinished rotation. If its secret version has no value yet, its age is unknown, and the rotation function
 * may be about to store the value. The version is then polled for as long as a rotation may take.
 */
async function awaitUnfinished(
  secret: RotatingSecret,
  { now, sleep }: Time,
): Promise<UnfinishedWithFailure | undefined> {
  const progress = startProgress();
  let [watched, since] = ['', 0];
  try {
    for (;;) {
      const found = await findUnfinished(secret, now());
      if (found === undefined || found.madeAt !== undefined || found.state === 'stuck') return found;
      if (found.version !== watched) [watched, since] = [found.version, now()];
      if (now() - since >= maxRotationMs) return found;
      progress.report(`waiting for the rotation in progress, ${Math.round((now() - since) / 1000)} s`);
      await sleep(pollIntervalMs(secret));
    }
  } finally {
    progress.end();
  }
}

async function findUnfinished(secret: RotatingSecret, now: number): Promise<UnfinishedWithFailure | undefined> {
  const { operator, versions, arn, name } = secret;
  const version = unfinishedVersion(await versions.labels(arn));
  if (version === undefined) return undefined;
  const [made, status] = await Promise.all([
    versions.read(arn, { id: version }).catch(ignoreUnreadable),
    findSecretStatus(operator.table, name),
  ]);
  const { failure } = status;
  const failed = failure?.version === version ? { failedAt: failure.at } : {};
  return { ...unfinishedRotation(version, made?.createdAt, status, now), ...failed };
}

function inProgress(secret: RotatingSecret, version: string, created: string): OpsFailure {
  return new OpsFailure(
    `A rotation to version ${shortId(version)} is in progress (version created ${created}): follow it with ${statusCommand(secret)}, then try again.`,
  );
}
