import {
  DescribeSecretCommand,
  type DescribeSecretResponse,
  type SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { unfinishedVersion } from '../../../functions/core/contract/staging-labels.ts';
import { ServiceException } from '../aws/service.ts';
import { labelsOf } from './labels.ts';
import type { RotationRecords } from './records.ts';
import type { LiveSchedule } from './schedules.ts';
import { stageVersion } from './stage.ts';
import { StepFailed, takeSteps } from './steps.ts';

/** A rotation that goes on by itself. */
export interface StartedRotation {
  readonly versionId: string;
  /** Whether this is a further attempt of a rotation that was not finished. */
  readonly resumed: boolean;
  /** What DescribeSecret answered before. */
  readonly secret: DescribeSecretResponse;
  /** Settles when it has ended, well or not. */
  readonly ended: Promise<void>;
}

/** Carries out rotations, one at a time for each secret. */
export interface RotationRunner {
  /**
   * Begins the rotation of a secret, given by name or ARN, that makes the version `token`; or attempts again what was
   * not finished. Throws `ServiceException` if no function is configured or a rotation is under way, and the SDK's
   * exception if DescribeSecret fails, for example because there is no such secret.
   */
  begin(secretId: string, token: string): Promise<StartedRotation>;
  /** Begins nothing more, and waits for what is under way. */
  end(): Promise<void>;
}

/** What RotateSecret answers where AWSPENDING is on a version that is not the current one. */
export function incomplete(): ServiceException {
  const message = "A previous rotation isn't complete. That rotation will be reattempted.";
  return new ServiceException('InvalidRequestException', message);
}

/** `schedules` are by the secret's ARN, and looked at each time; `log` is told of rotations that fail. */
export function createRotationRunner(
  client: SecretsManagerClient,
  schedules: ReadonlyMap<string, LiveSchedule>,
  records: RotationRecords,
  log: (line: string) => void,
): RotationRunner {
  const underWay = new Map<string, Promise<void>>();
  let beganOrEnded = 0;
  let ending = false;
  const describe = (SecretId: string) => client.send(new DescribeSecretCommand({ SecretId }));

  async function carryOut(
    { invoke, secretArn }: LiveSchedule,
    secret: DescribeSecretResponse,
    versionId: string,
  ): Promise<void> {
    await stageVersion(client, records, secret, versionId);
    await takeSteps(invoke, secretArn, versionId);
    if (unfinishedVersion(labelsOf(await describe(secretArn))) !== undefined) {
      throw new StepFailed('finishSecret left AWSPENDING on a version that is not AWSCURRENT');
    }
    records.set(secretArn, { lastRotatedDate: Date.now() / 1000 });
  }

  function start(schedule: LiveSchedule, secret: DescribeSecretResponse, versionId: string): Promise<void> {
    beganOrEnded += 1;
    const ended = carryOut(schedule, secret, versionId)
      .catch((error: unknown) => {
        const why = error instanceof StepFailed ? error.message : error;
        log(`[secrets] ${secret.Name} was not rotated: ${why}. RotateSecret attempts it again.`);
      })
      .finally(() => {
        beganOrEnded += 1;
        underWay.delete(schedule.secretArn);
      });
    underWay.set(schedule.secretArn, ended);
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
    if (underWay.has(schedule.secretArn)) throw incomplete();
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
        const before = beganOrEnded;
        const secret = await describe(secretId);
        // A rotation that began or ended in the meantime makes the description stale.
        if (before === beganOrEnded) return decide(secret, token);
      }
    },

    async end() {
      ending = true;
      await Promise.all(underWay.values());
    },
  };
}
