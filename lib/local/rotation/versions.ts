import type { JsonObject } from '../../../functions/core/base/json.ts';
import { asObject } from '../json.ts';
import { current } from '../secrets-manager/versions.ts';

/** The staging label of the version that a rotation makes. */
export const pending = 'AWSPENDING';

/** The labels of each version by its id, as DescribeSecret answers them. */
export function stagesByVersion(secret: JsonObject): Readonly<Record<string, readonly string[]>> {
  const stages = asObject(secret['VersionIdsToStages'] ?? {}, 'VersionIdsToStages');
  return Object.fromEntries(Object.entries(stages).map(([id, labels]) => [id, Array.isArray(labels) ? labels : []]));
}

/** The id of the version that holds a label, as DescribeSecret answers it. */
export function holderOf(secret: JsonObject, label: string): string | undefined {
  return Object.entries(stagesByVersion(secret)).find(([, labels]) => labels.includes(label))?.[0];
}

/** The version that a rotation has made but not finished: it holds AWSPENDING and not AWSCURRENT (RotateSecret). */
export function unfinishedVersion(secret: JsonObject): string | undefined {
  const version = holderOf(secret, pending);
  return version === holderOf(secret, current) ? undefined : version;
}
