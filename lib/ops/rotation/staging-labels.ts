import { hasLabel, stagingLabels, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { NotAnObject } from '../../../functions/core/secrets/versions.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/**
 * Takes a label away from a version, where that has it.
 * @returns The version that had it.
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

/** Ends the rotation that makes a version. Its function may do so in the same moment, which is as good. */
export async function endRotation({ versions, arn }: RotatingSecret, version: string): Promise<void> {
  try {
    await versions.endPending(arn, version);
  } catch (error) {
    if (hasLabel(await versions.labels(arn), version, stagingLabels.pending)) throw error;
  }
}

/** For reads of a version: one that holds no JSON object is none of Postern's, and as good as none. */
export function ignoreUnreadable(error: unknown): undefined {
  if (error instanceof NotAnObject) return undefined;
  throw error;
}
