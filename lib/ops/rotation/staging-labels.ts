import { hasLabel, stagingLabels, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { NotAnObject } from '../../../functions/core/secrets/versions.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/**
 * Removes a staging label from the version that has it, or only if `version` has it.
 * @returns The version that had it, if it was removed.
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

/** Ends the rotation that creates a version; its function may do the same concurrently. */
export async function endRotation({ versions, arn }: RotatingSecret, version: string): Promise<void> {
  try {
    await versions.endPending(arn, version);
  } catch (error) {
    if (hasLabel(await versions.labels(arn), version, stagingLabels.pending)) throw error;
  }
}

/** Error handler of reads: a version that is not a JSON object, hence not Postern's, counts as absent. */
export function ignoreUnreadable(error: unknown): undefined {
  if (error instanceof NotAnObject) return undefined;
  throw error;
}
