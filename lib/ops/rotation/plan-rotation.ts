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

/** The rotation that is to be asked for. */
export interface RotationPlan {
  /** The id of the version that it makes. */
  readonly version: string;
  /** Where it is one from before that is taken up again. */
  readonly takenUp?: {
    /** When it failed last, milliseconds since the epoch. */
    readonly failedAt?: number;
  };
}

/** Time, as far as a plan waits for it. */
export interface Time {
  /** Milliseconds since the epoch. */
  now(): number;
  sleep(milliseconds: number): Promise<unknown>;
}

interface Leftover extends UnfinishedRotation {
  readonly failedAt?: number;
}

/**
 * Plans a rotation. What is left of one before it is ended, without which Secrets Manager begins no other.
 * @param takesUp Whether one that is left over is to be taken up instead, where its version holds a value.
 * @throws OpsFailure where one goes on.
 */
export async function planRotation(
  secret: RotatingSecret,
  takesUp: boolean,
  time: Time = { now: Date.now, sleep },
): Promise<RotationPlan> {
  const leftover = await watchLeftover(secret, time);
  if (leftover === undefined) return { version: randomUUID() };
  const { version, madeAt, state, failedAt } = leftover;
  if (madeAt !== undefined && state === 'under way') throw underWay(secret, version, ago(madeAt, time.now()));
  if (madeAt !== undefined && takesUp) {
    remark(
      `taking up the rotation to version ${shortId(version)}, which had not come to its end`,
      secret.operator.options,
    );
    return { version, takenUp: failedAt === undefined ? {} : { failedAt } };
  }
  await endRotation(secret, version);
  remark(`gave up the rotation to version ${shortId(version)}, which had not come to its end`, secret.operator.options);
  return { version: randomUUID() };
}

/**
 * Looks at what is left over. Of a version that holds nothing yet nobody knows how old it is, and its function may be
 * about to fill it: it is watched for as long as a rotation takes.
 */
async function watchLeftover(secret: RotatingSecret, { now, sleep }: Time): Promise<Leftover | undefined> {
  const progress = startProgress();
  let [watched, since] = ['', 0];
  try {
    for (;;) {
      const found = await findLeftover(secret, now());
      if (found === undefined || found.madeAt !== undefined || found.state === 'stuck') return found;
      if (found.version !== watched) [watched, since] = [found.version, now()];
      if (now() - since >= maxRotationMs) return found;
      progress.report(`waiting for the rotation that is under way, ${Math.round((now() - since) / 1000)} s`);
      await sleep(pollIntervalMs(secret));
    }
  } finally {
    progress.end();
  }
}

async function findLeftover(secret: RotatingSecret, now: number): Promise<Leftover | undefined> {
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

function underWay(secret: RotatingSecret, version: string, made: string): OpsFailure {
  return new OpsFailure(
    `A rotation to version ${shortId(version)} is under way (its version was made ${made}): ${statusCommand(secret)} tells how it comes out. Then try again.`,
  );
}
