import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { AwsError } from '../../../functions/core/aws/client.ts';
import { stagingLabels } from '../../../functions/core/secrets/port.ts';
import { findSecretStatus, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../failure.ts';
import { startProgress } from '../progress.ts';
import type { Labels } from './labels.ts';
import { type RotatingSecret, shortId, statusCommand } from './rotating-secret.ts';
import { endLeftover, longestRotation } from './unfinished.ts';

/** Milliseconds between two looks at how a rotation goes. */
const interval = { deployed: 500, local: 250 };
/** How often a rotation is asked for, at that interval: one that has just failed may not have come to its end. */
const attempts = 12;

/** How a rotation came out. */
export interface Rotation {
  readonly version: string;
  readonly outcome: 'current' | 'failed';
  readonly status: SecretStatus;
}

/**
 * Begins a rotation, whatever is left of one before it.
 * @returns The id of the version that it makes.
 * @throws OpsFailure where it cannot be begun.
 */
export async function beginRotation(secret: RotatingSecret): Promise<string> {
  await endLeftover(secret);
  const version = randomUUID();
  for (let attempt = 1; ; attempt += 1) {
    try {
      await secret.versions.rotate(secret.arn, version);
      return version;
    } catch (error) {
      const refused = error instanceof AwsError && error.name === 'InvalidRequestException';
      if (!refused) throw error;
      if (attempt === attempts) throw notBegun(error, secret);
    }
    await sleep(intervalOf(secret));
  }
}

function notBegun(cause: AwsError, secret: RotatingSecret): OpsFailure {
  return new OpsFailure(
    `The rotation was not begun (${cause.message}): deploy with this configuration, which gives the secret its rotation function; where another rotation is under way, as ${statusCommand(secret)} tells, try again later.`,
    { cause },
  );
}

/**
 * Waits for a rotation.
 * @param seen Is told each time what is known of the secret.
 * @throws OpsFailure where it has not come to its end in time.
 */
export async function awaitRotation(
  secret: RotatingSecret,
  version: string,
  seen: (status: SecretStatus) => void,
): Promise<Rotation> {
  const { operator, versions, arn, name } = secret;
  const began = Date.now();
  const progress = startProgress();
  const leave = () => {
    progress.end();
    process.stderr.write(`\nThe rotation goes on: ${statusCommand(secret)} tells how it comes out.\n`);
    process.exit(130);
  };
  process.once('SIGINT', leave);
  try {
    while (Date.now() - began < longestRotation) {
      const [labels, status] = await Promise.all([versions.labels(arn), findSecretStatus(operator.table, name)]);
      const outcome = outcomeOf(version, labels, status);
      progress.end();
      seen(status);
      if (outcome !== undefined) return { version, outcome, status };
      progress.report(`waiting for the rotation, ${Math.round((Date.now() - began) / 1000)} s`);
      await sleep(intervalOf(secret));
    }
  } finally {
    progress.end();
    process.removeListener('SIGINT', leave);
  }
  throw new OpsFailure(
    `The rotation to version ${shortId(version)} is still under way after ${longestRotation / 1000} s: ${statusCommand(secret)} tells more.`,
  );
}

/** What has become of the rotation that makes a version; undefined where it goes on. */
export function outcomeOf(
  version: string,
  labels: Labels,
  { failure }: Pick<SecretStatus, 'failure'>,
): Rotation['outcome'] | undefined {
  const own = labels.get(version) ?? [];
  const failed = failure?.version === version;
  // The label that the rotation had goes last, once everything is written down.
  if (own.includes(stagingLabels.current))
    return failed || !own.includes(stagingLabels.pending) ? 'current' : undefined;
  return failed ? 'failed' : undefined;
}

function intervalOf({ operator }: RotatingSecret): number {
  return operator.options.local === true ? interval.local : interval.deployed;
}
