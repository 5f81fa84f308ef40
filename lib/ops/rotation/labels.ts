import { stagingLabels } from '../../../functions/core/secrets/port.ts';
import { NotAnObject } from '../../../functions/core/secrets/versions.ts';
import type { RotatingSecret } from './rotating-secret.ts';

/** The labels of a secret's versions, by their ids. */
export type Labels = ReadonlyMap<string, readonly string[]>;

/** Whether a version has a label. */
export function hasLabel(labels: Labels, version: string, label: string): boolean {
  return labels.get(version)?.includes(label) === true;
}

/** The version that has a label. */
export function holderOf(labels: Labels, label: string): string | undefined {
  return [...labels].find(([, own]) => own.includes(label))?.[0];
}

/** The version that a rotation makes which has not come to its end: AWSPENDING is on it, and AWSCURRENT is not. */
export function unfinishedVersion(labels: Labels): string | undefined {
  const version = holderOf(labels, stagingLabels.pending);
  return version === holderOf(labels, stagingLabels.current) ? undefined : version;
}

/**
 * Takes a label away from a version, where that has it.
 * @returns The version that had it.
 */
export async function takeLabel(
  { versions, arn }: RotatingSecret,
  label: string,
  version?: string,
): Promise<string | undefined> {
  const holder = holderOf(await versions.labels(arn), label);
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
export function unreadable(error: unknown): undefined {
  if (error instanceof NotAnObject) return undefined;
  throw error;
}
