import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { type ListShape, type OutputOptions, showList } from '../cli/output.ts';
import { ago, tableTime } from '../cli/time.ts';
import type { LabelledVersion } from './secret-state.ts';

/** A secret version as JSON, without the secret value. */
export function describeVersion({ id, labels, version }: LabelledVersion): object {
  return { id, labels, created_at: version && isoTime(version.createdAt) };
}

/** Prints secret versions as a table, without their secret values. */
export async function showVersions(versions: readonly LabelledVersion[], options: OutputOptions): Promise<void> {
  const now = Date.now();
  const shape: ListShape<LabelledVersion> = {
    columns: [
      { title: 'VERSION', of: ({ id }) => id, least: 9 },
      { title: 'LABELS', of: ({ labels }) => labels.join(' ') },
      { title: 'CREATED (UTC)', of: ({ version }) => version && tableTime(version.createdAt) },
      { title: 'AGO', of: ({ version }) => (version === undefined ? 'not yet' : ago(version.createdAt, now)) },
    ],
    document: describeVersion,
  };
  await showList(versions, shape, options);
}

/** The secret's last proof (a token request that shows whether the provider accepts the secret), as JSON. */
export function describeProof({ proof }: SecretStatus): object | undefined {
  if (proof === undefined) return undefined;
  const { outcome, reason, version, at } = proof;
  return { outcome, reason, version, at: isoTime(at) };
}

/** The last rotation that failed, as JSON; undefined if a rotation has succeeded since. */
export function describeFailure({ failure }: SecretStatus): object | undefined {
  if (failure === undefined) return undefined;
  const { step, reason, version, at } = failure;
  return { step, reason, version, at: isoTime(at) };
}
