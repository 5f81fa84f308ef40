import { hasLabel, stagingLabels, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { NotAnObject } from '../../../functions/core/secrets/versions.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/**
 * Removes a staging label from the secret version that has it. With `version`, removes it only from that version.
 * @returns Id of the version from which the label was removed; undefined if none was.
 */
export async function removeLabel(
  { versions, arn }: RotatingSecret,
  label: string,
  version?: string,
): Promise<string | undefined> {
  const holder = versionWithLabel(await versions.labels(arn), label);
  if (holder === undefined || (version !== undefined && holder !== version)) return undefined;
  await versions.move(arn, label, { from: holder });
  return holder;
}

/**
 * Ends the unfinished rotation that creates a secret version. The rotation function may end the rotation at the same
 * time, so an error is thrown only if the version is still pending.
 */
export async function endRotation({ versions, arn }: RotatingSecret, version: string): Promise<void> {
  try {
    await versions.endPending(arn, version);
  } catch (error) {
    if (hasLabel(await versions.labels(arn), version, stagingLabels.pending)) throw error;
  }
}

/**
 * Error handler for reading a secret version: a version whose value is not a JSON object was not stored by Postern, and
 * counts as absent.
 */
export function ignoreUnreadable(error: unknown): undefined {
  if (error instanceof NotAnObject) return undefined;
  throw error;
}
