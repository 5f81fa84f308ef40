import { randomUUID } from 'node:crypto';
import { SecretsManagerServiceException } from '@aws-sdk/client-secrets-manager';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { createSecretsManagerClient } from '../aws/clients.ts';
import {
  type AwsResponse,
  type AwsService,
  errorResponse,
  inputOf,
  operationOf,
  respond,
  ServiceException,
} from '../aws/service.ts';
import { requestToken, requiredString } from '../secrets-manager/input.ts';
import { outputOf, withEmptyVersions } from './empty-versions.ts';
import { openRecords } from './records.ts';
import { createRotationRunner, incomplete } from './runner.ts';
import type { LiveSchedule } from './schedules.ts';

/** Secrets Manager with rotation. */
export interface Rotation {
  readonly secretsManager: AwsService;
  /** Tells of the schedules; until then no secret is configured for rotation. */
  schedule(schedules: readonly LiveSchedule[]): void;
  /** When a secret was last rotated, in seconds since the epoch. */
  lastRotated(secretArn: string): number | undefined;
  /** Rotates a secret, or attempts again what was not finished. Settles when it has ended, well or not; never throws. */
  rotate(secretArn: string): Promise<void>;
  /** Begins nothing more, and waits for what is under way. */
  end(): Promise<void>;
}

/**
 * Adds to a Secrets Manager, whichever it is, what needs a function: RotateSecret, and what DescribeSecret tells of
 * rotation (Secrets Manager API Reference). Everything else is passed on. `file` keeps over restarts when each secret was
 * rotated; `log` is told of rotations that fail. Throws `LocalFailure` where the file is damaged.
 */
export function withRotation(service: AwsService, file: string, log: (line: string) => void): Rotation {
  const records = openRecords(file);
  const schedules = new Map<string, LiveSchedule>();
  const withVersions = withEmptyVersions(service, records);
  const runner = createRotationRunner(createSecretsManagerClient(withVersions), schedules, records, log);

  async function rotateSecret(input: JsonObject): Promise<JsonObject> {
    requireStored(input);
    const begun = await runner.begin(requiredString(input, 'SecretId'), requestToken(input));
    if (begun.resumed) throw incomplete();
    const { ARN, Name } = begun.secret;
    return { ARN, Name, VersionId: begun.versionId };
  }

  function describe(response: AwsResponse): AwsResponse {
    const secret = outputOf(response);
    const schedule = schedules.get(String(secret?.['ARN']));
    if (secret === undefined || schedule === undefined) return response;
    const { functionArn, automaticallyAfterDays, secretArn } = schedule;
    const { lastRotatedDate } = records.of(secretArn);
    const rotation = {
      RotationEnabled: true,
      RotationLambdaARN: functionArn,
      ...(automaticallyAfterDays !== undefined && {
        RotationRules: { AutomaticallyAfterDays: automaticallyAfterDays },
      }),
      ...(lastRotatedDate !== undefined && { LastRotatedDate: lastRotatedDate }),
    };
    return { ...response, body: JSON.stringify({ ...secret, ...rotation }) };
  }

  return {
    async secretsManager(request) {
      const operation = operationOf(request);
      if (operation === 'DescribeSecret') return describe(await withVersions(request));
      if (operation !== 'RotateSecret') return withVersions(request);
      try {
        return await respond(() => rotateSecret(inputOf(request)));
      } catch (error) {
        if (!(error instanceof SecretsManagerServiceException)) throw error;
        return errorResponse(error.name, error.message, error.$metadata.httpStatusCode);
      }
    },
    schedule(live) {
      for (const schedule of live) schedules.set(schedule.secretArn, schedule);
    },
    lastRotated: (secretArn) => records.of(secretArn).lastRotatedDate,
    async rotate(secretArn) {
      try {
        const { ended } = await runner.begin(secretArn, randomUUID());
        await ended;
      } catch (error) {
        log(`[secrets] ${secretArn} was not rotated: ${error}`);
      }
    },
    end: runner.end,
  };
}

/** Function and rules are the template's: a request that names its own would be forgotten at the next start. */
function requireStored(input: JsonObject): void {
  if ((input['RotateImmediately'] ?? true) !== true) {
    throw new ServiceException(
      'InvalidParameterException',
      'RotateImmediately: the local run rotates at once or not at all.',
    );
  }
  const configured = ['RotationLambdaARN', 'RotationRules'].find((name) => (input[name] ?? undefined) !== undefined);
  if (configured === undefined) return;
  throw new ServiceException(
    'InvalidParameterException',
    `${configured}: the local run takes it from the template alone.`,
  );
}
