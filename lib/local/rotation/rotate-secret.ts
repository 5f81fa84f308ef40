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
import { createRotationRunner, incompleteRotation } from './runner.ts';
import type { ActiveSchedule } from './schedules.ts';

/** A Secrets Manager, extended by rotation. */
export interface Rotation {
  readonly secretsManager: AwsService;
  /** Sets the rotation schedules. Before this call, no secret can be rotated. */
  schedule(schedules: readonly ActiveSchedule[]): void;
  /** Time of a secret's last rotation, in seconds since the epoch. */
  lastRotated(secretArn: string): number | undefined;
  /**
   * Rotates a secret or resumes its unfinished rotation. Resolves when the rotation has ended. A failure is logged, not
   * thrown.
   */
  rotate(secretArn: string): Promise<void>;
  /** Refuses further rotations, and waits until those in progress have ended. */
  end(): Promise<void>;
}

/**
 * Adds the operation RotateSecret to a Secrets Manager, and the members about rotation to its DescribeSecret (Secrets
 * Manager API Reference). All other requests are forwarded. The state of rotations is stored in `file`. `log` is called
 * with each failed rotation. Throws `LocalFailure` if the file is damaged.
 */
export function withRotation(service: AwsService, file: string, log: (line: string) => void): Rotation {
  const records = openRecords(file);
  const schedules = new Map<string, ActiveSchedule>();
  const withVersions = withEmptyVersions(service, records);
  const runner = createRotationRunner(createSecretsManagerClient(withVersions), schedules, records, log);

  async function rotateSecret(input: JsonObject): Promise<JsonObject> {
    requireStored(input);
    const rotation = await runner.begin(requiredString(input, 'SecretId'), requestToken(input));
    if (rotation.resumed) throw incompleteRotation();
    const { ARN, Name } = rotation.secret;
    return { ARN, Name, VersionId: rotation.versionId };
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

/**
 * Refuses a RotateSecret request that sets a rotation function or rules. The next start would replace these settings by
 * those of the template.
 */
function requireStored(input: JsonObject): void {
  if ((input['RotateImmediately'] ?? true) !== true) {
    throw new ServiceException(
      'InvalidParameterException',
      'RotateImmediately must be true: the local run rotates immediately or not at all.',
    );
  }
  const configured = ['RotationLambdaARN', 'RotationRules'].find((name) => (input[name] ?? undefined) !== undefined);
  if (configured === undefined) return;
  throw new ServiceException(
    'InvalidParameterException',
    `${configured}: the local run takes it only from the template.`,
  );
}
