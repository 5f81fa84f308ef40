import type { JsonObject } from '../../../functions/core/base/json.ts';
import { AwsError, type AwsResponse, type AwsService, callAws } from '../aws/request.ts';
import { secretsManagerTarget } from '../secrets-manager/index.ts';
import { outputOf } from './empty-versions.ts';
import type { RotationRecords } from './records.ts';
import type { LiveSchedule } from './schedules.ts';
import { stageVersion } from './stage.ts';
import { takeSteps } from './steps.ts';
import { unfinishedVersion } from './versions.ts';

/** A rotation that goes on by itself. */
export interface Begun {
  readonly versionId: string;
  /** Whether this is a further attempt of a rotation that was not finished. */
  readonly resumed: boolean;
  /** What DescribeSecret answered before. */
  readonly secret: JsonObject;
  /** Settles when it has ended, well or not. */
  readonly ended: Promise<void>;
}

/** Carries out rotations, one at a time for each secret. */
export interface Conductor {
  /**
   * Begins the rotation of a secret, given by name or ARN, that makes the version `token`; or attempts again what was
   * not finished. Where there is no such secret, gives what the service answered. Throws `AwsError` where no function is
   * configured, and where a rotation is under way.
   */
  begin(secretId: string, token: string): Promise<Begun | AwsResponse>;
  /** Begins nothing more, and waits for what is under way. */
  end(): Promise<void>;
}

/** What RotateSecret answers where AWSPENDING is on a version that is not the current one. */
export function incomplete(): AwsError {
  const message = "A previous rotation isn't complete. That rotation will be reattempted.";
  return new AwsError('InvalidRequestException', message);
}

/** `schedules` are by the secret's ARN, and looked at each time; `log` is told of rotations that fail. */
export function createConductor(
  service: AwsService,
  schedules: ReadonlyMap<string, LiveSchedule>,
  records: RotationRecords,
  log: (line: string) => void,
): Conductor {
  const describe = `${secretsManagerTarget}.DescribeSecret`;
  const underWay = new Map<string, Promise<void>>();
  let beganOrEnded = 0;
  let ending = false;

  async function carryOut({ invoke, secretArn }: LiveSchedule, secret: JsonObject, versionId: string): Promise<void> {
    await stageVersion(service, records, secret, versionId);
    await takeSteps(invoke, secretArn, versionId);
    if (unfinishedVersion(await callAws(service, describe, { SecretId: secretArn })) !== undefined) {
      throw new Error('finishSecret left AWSPENDING on a version that is not AWSCURRENT');
    }
    records.set(secretArn, { lastRotatedDate: Date.now() / 1000 });
  }

  function start(schedule: LiveSchedule, secret: JsonObject, versionId: string): Promise<void> {
    beganOrEnded += 1;
    const ended = carryOut(schedule, secret, versionId)
      .catch((error: unknown) => {
        const why = error instanceof Error ? error.message : error;
        log(`[secrets] ${secret['Name']} was not rotated: ${why}. RotateSecret attempts it again.`);
      })
      .finally(() => {
        beganOrEnded += 1;
        underWay.delete(schedule.secretArn);
      });
    underWay.set(schedule.secretArn, ended);
    return ended;
  }

  function decide(secret: JsonObject, token: string): Begun {
    const schedule = schedules.get(String(secret['ARN']));
    if (schedule === undefined) {
      throw new AwsError('InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.');
    }
    if (underWay.has(schedule.secretArn)) throw incomplete();
    if (ending) throw new AwsError('InvalidRequestException', 'The local run is ending: rotate in the next one.');
    const unfinished = unfinishedVersion(secret);
    const versionId = unfinished ?? token;
    const ended = start(schedule, secret, versionId);
    return { versionId, resumed: unfinished !== undefined, secret, ended };
  }

  return {
    async begin(SecretId, token) {
      for (;;) {
        const before = beganOrEnded;
        const response = await service({ target: describe, body: JSON.stringify({ SecretId }) });
        // What is decided by the answer must not have been overtaken.
        if (before !== beganOrEnded) continue;
        const secret = outputOf(response);
        return secret === undefined ? response : decide(secret, token);
      }
    },

    async end() {
      ending = true;
      await Promise.all(underWay.values());
    },
  };
}
