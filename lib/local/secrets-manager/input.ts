import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../../functions/core/base/json.ts';
import { ServiceException } from '../aws/service.ts';
import type { Version } from './store.ts';
import { maxStages } from './versions.ts';

/** Maximum size of a secret value in bytes (Secrets Manager quotas). */
const maxValueBytes = 65_536;

/**
 * A string member of the input; undefined if the member is missing. Throws `InvalidParameterException` if the member
 * has another type.
 */
export function optionalString(input: JsonObject, member: string): string | undefined {
  const value = input[member];
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value;
  throw new ServiceException('InvalidParameterException', `${member} must be a string.`);
}

/**
 * A required string member of the input. Throws `InvalidParameterException` if the member is missing, empty or of
 * another type.
 */
export function requiredString(input: JsonObject, member: string): string {
  const value = optionalString(input, member);
  if (value !== undefined && value !== '') return value;
  throw new ServiceException('InvalidParameterException', `${member} is required.`);
}

/**
 * Staging labels that a request sets on the new version, or `otherwise` if it names none (Secrets Manager API
 * Reference: PutSecretValue).
 */
export function stagesOf(input: JsonObject, otherwise: readonly string[]): readonly string[] {
  const stages = input['VersionStages'] ?? otherwise;
  if (Array.isArray(stages) && stages.length >= 1 && stages.length <= maxStages && stages.every(isStage)) return stages;
  throw new ServiceException(
    'InvalidParameterException',
    `VersionStages must be a list of 1 to ${maxStages} labels of 1 to 256 characters each.`,
  );
}

function isStage(value: unknown): boolean {
  return typeof value === 'string' && value.length >= 1 && value.length <= 256;
}

/** The version that a request creates, still without staging labels; undefined if the input has no secret value. */
export function newVersion(input: JsonObject, now: number): Version | undefined {
  const secretString = optionalString(input, 'SecretString');
  const secretBinary = optionalString(input, 'SecretBinary');
  if (secretString !== undefined && secretBinary !== undefined) {
    throw new ServiceException(
      'InvalidParameterException',
      "You can't specify both a binary secret value and a string one.",
    );
  }
  const value = secretString ?? secretBinary;
  if (value === undefined) return undefined;
  if (Buffer.byteLength(value) > maxValueBytes) {
    throw new ServiceException('InvalidParameterException', `The secret value is longer than ${maxValueBytes} bytes.`);
  }
  const base = { id: requestToken(input), stages: [], createdDate: now };
  return secretString === undefined ? { ...base, secretBinary: value } : { ...base, secretString };
}

/**
 * Whether two versions have the same secret value. If so, a request with the ID of an existing version is a repetition,
 * and succeeds without a change.
 */
export function sameValue(one: Version, other: Version): boolean {
  return one.secretString === other.secretString && one.secretBinary === other.secretBinary;
}

/**
 * The request's ClientRequestToken, which becomes the ID of the new version. The SDK always sends a token. Without one,
 * a random token is generated, as AWS does.
 */
export function requestToken(input: JsonObject): string {
  const token = optionalString(input, 'ClientRequestToken') ?? randomUUID();
  if (token.length >= 32 && token.length <= 64) return token;
  throw new ServiceException('InvalidParameterException', 'ClientRequestToken must have 32 to 64 characters.');
}
