import {
  DescribeSecretCommand,
  type DescribeSecretResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { unfinishedVersion } from '../../../functions/core/contract/staging-labels.ts';
import { ServiceException } from '../aws/service.ts';
import { labelsOf } from './labels.ts';
import type { RotationRecords } from './records.ts';
import type { ActiveSchedule } from './schedules.ts';
import { stageVersion } from './stage.ts';
import { runSteps, StepFailed } from './steps.ts';

/** A rotation in progress. */
export interface StartedRotation {
  readonly versionId: string;
  /** Whether this rotation resumes an unfinished one. */
  readonly resumed: boolean;
  /** Output of DescribeSecret from before the rotation. */
  readonly secret: DescribeSecretResponse;
  /** Resolves when the rotation has ended, whether it succeeded or not. */
  readonly ended: Promise<void>;
}

/** Runs rotations, one at a time per secret. */
export interface RotationRunner {
  /**
   * Starts the rotation of a secret, given by name or ARN. The rotation creates a version with the ID `token`. If the
   * secret has an unfinished rotation, that rotation is resumed instead, with its own version. Throws
   * `ServiceException` if the secret has no rotation function or is being rotated. Throws the SDK's exception if
   * DescribeSecret fails, for example because there is no such secret.
   */
  begin(secretId: string, token: string): Promise<StartedRotation>;
  /** Refuses further rotations, and waits until those in progress have ended. */
  end(): Promise<void>;
}

/**
 * Error of RotateSecret if the label AWSPENDING is attached to a version other than the current one, which means that a
 * rotation is unfinished.
 */
export function incompleteRotation(): ServiceException {
  const message = "A previous rotation isn't complete. That rotation will be reattempted.";
  return new ServiceException('InvalidRequestException', message);
}

/**
 * Creates the runner of rotations. `schedules` has the rotation schedules by the secret's ARN, and may be filled after
 * this call. `log` is called with each failed rotation.
 */
export function createRotationRunner(
  client: SecretsManagerClient,
  schedules: ReadonlyMap<string, ActiveSchedule>,
  records: RotationRecords,
  log: (line: string) => void,
): RotationRunner {
  const inProgress = new Map<string, Promise<void>>();
  let changes = 0;
  let ending = false;
  const describe = (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId }));

  async function run(
    { invoke, secretArn }: ActiveSchedule,
    secret: DescribeSecretResponse,
    versionId: string,
  ): Promise<void> {
    await stageVersion(client, records, secret, versionId);
    await runSteps(invoke, secretArn, versionId);
    if (unfinishedVersion(labelsOf(await describe(secretArn))) !== undefined) {
      throw new StepFailed('finishSecret left AWSPENDING on a version that is not AWSCURRENT');
    }
    records.set(secretArn, { lastRotatedDate: Date.now() / 1000 });
  }

  function start(schedule: ActiveSchedule, secret: DescribeSecretResponse, versionId: string): Promise<void> {
    changes += 1;
    const ended = run(schedule, secret, versionId)
      .catch((error: unknown) => {
        const why = error instanceof StepFailed ? error.message : error;
        log(`[secrets] ${secret.Name} was not rotated: ${why}. RotateSecret attempts it again.`);
      })
      .finally(() => {
        changes += 1;
        inProgress.delete(schedule.secretArn);
      });
    inProgress.set(schedule.secretArn, ended);
    return ended;
  }

  function decide(secret: DescribeSecretResponse, token: string): StartedRotation {
    const schedule = schedules.get(String(secret.ARN));
    if (schedule === undefined) {
      throw new ServiceException(
        'InvalidRequestException',
        'No Lambda rotation function ARN is associated with this secret.',
      );
    }
    if (inProgress.has(schedule.secretArn)) throw incompleteRotation();
    if (ending)
      throw new ServiceException('InvalidRequestException', 'The local run is ending: rotate in the next one.');
    const unfinished = unfinishedVersion(labelsOf(secret));
    const versionId = unfinished ?? token;
    const ended = start(schedule, secret, versionId);
    return { versionId, resumed: unfinished !== undefined, secret, ended };
  }

  return {
    async begin(secretId, token) {
      for (;;) {
        const before = changes;
        const secret = await describe(secretId);
        // If a rotation began or ended while the secret was described, the description is stale, and the secret is
        // described again.
        if (before === changes) return decide(secret, token);
      }
    },

    async end() {
      ending = true;
      await Promise.all(inProgress.values());
    },
  };
}
