import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { AwsError, type AwsResponse, type AwsService, awsErrorResponse } from '../aws/request.ts';
import { asObject } from '../json.ts';
import { requestToken, required } from '../secrets-manager/input.ts';
import { createConductor, incomplete } from './conductor.ts';
import { outputOf, withEmptyVersions } from './empty-versions.ts';
import { openRecords } from './records.ts';
import type { LiveSchedule } from './schedules.ts';

/** Secrets Manager with rotation. */
export interface Rotations {
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
export function withRotations(service: AwsService, file: string, log: (line: string) => void): Rotations {
  const records = openRecords(file);
  const schedules = new Map<string, LiveSchedule>();
  const withVersions = withEmptyVersions(service, records);
  const conductor = createConductor(withVersions, schedules, records, log);

  async function rotateSecret(input: JsonObject): Promise<AwsResponse> {
    requireStored(input);
    const begun = await conductor.begin(required(input, 'SecretId'), requestToken(input));
    if ('status' in begun) return begun;
    if (begun.resumed) throw incomplete();
    const { ARN, Name } = begun.secret;
    return { status: 200, body: JSON.stringify({ ARN, Name, VersionId: begun.versionId }) };
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
      const operation = request.target.slice(request.target.indexOf('.') + 1);
      if (operation === 'DescribeSecret') return describe(await withVersions(request));
      if (operation !== 'RotateSecret') return withVersions(request);
      try {
        return await rotateSecret(asObject(JSON.parse(request.body), 'The input'));
      } catch (error) {
        if (error instanceof AwsError) return awsErrorResponse(error.type, error.message);
        throw error;
      }
    },
    schedule(live) {
      for (const schedule of live) schedules.set(schedule.secretArn, schedule);
    },
    lastRotated: (secretArn) => records.of(secretArn).lastRotatedDate,
    async rotate(secretArn) {
      try {
        const begun = await conductor.begin(secretArn, randomUUID());
        if ('status' in begun) throw new Error(`DescribeSecret was answered with ${begun.body}`);
        await begun.ended;
      } catch (error) {
        log(`[secrets] ${secretArn} was not rotated: ${error instanceof Error ? error.message : error}`);
      }
    },
    end: conductor.end,
  };
}

/** Function and rules are the template's: a request that names its own would be forgotten at the next start. */
function requireStored(input: JsonObject): void {
  if ((input['RotateImmediately'] ?? true) !== true) {
    throw new AwsError('InvalidParameterException', 'RotateImmediately: the local run rotates at once or not at all.');
  }
  const configured = ['RotationLambdaARN', 'RotationRules'].find((name) => (input[name] ?? undefined) !== undefined);
  if (configured === undefined) return;
  throw new AwsError('InvalidParameterException', `${configured}: the local run takes it from the template alone.`);
}
