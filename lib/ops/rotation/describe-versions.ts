import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { type ListShape, type OutputOptions, showList } from '../cli/output.ts';
import { ago, tableTime } from '../cli/time.ts';
import type { LabelledVersion } from './secret-state.ts';

/** A version as JSON, without its value. */
export function describeVersion({ id, labels, version }: LabelledVersion): object {
  return { id, labels, created_at: version && isoTime(version.createdAt) };
}

/** Prints versions as a table, without their values. */
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

/** The last proof, as JSON. */
export function describeProof({ proof }: SecretStatus): object | undefined {
  if (proof === undefined) return undefined;
  const { outcome, reason, version, at } = proof;
  return { outcome, reason, version, at: isoTime(at) };
}

/** The last failed rotation since one succeeded, as JSON. */
export function describeFailure({ failure }: SecretStatus): object | undefined {
  if (failure === undefined) return undefined;
  const { step, reason, version, at } = failure;
  return { step, reason, version, at: isoTime(at) };
}
