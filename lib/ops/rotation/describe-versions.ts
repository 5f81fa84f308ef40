import { isoTime } from '../../../functions/core/base/iso-time.ts';
import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { type ListShape, type OutputOptions, showList } from '../cli/output.ts';
import { ago, tableTime } from '../cli/time.ts';
import type { LabelledVersion } from './secret-state.ts';

/** A version for machines, without its value. */
export function describeVersion({ id, labels, version }: LabelledVersion): object {
  return { id, labels, created_at: version && isoTime(version.createdAt) };
}

/** Shows versions as a table, without their values. */
export async function showVersions(versions: readonly LabelledVersion[], options: OutputOptions): Promise<void> {
  const now = Date.now();
  const shape: ListShape<LabelledVersion> = {
    columns: [
      { title: 'VERSION', of: ({ id }) => id, least: 9 },
      { title: 'LABELS', of: ({ labels }) => labels.join(' ') },
      { title: 'MADE (UTC)', of: ({ version }) => version && tableTime(version.createdAt) },
      { title: 'AGO', of: ({ version }) => (version === undefined ? 'not yet' : ago(version.createdAt, now)) },
    ],
    document: describeVersion,
  };
  await showList(versions, shape, options);
}

/** The last proof, for machines and in words that people read too. */
export function describeProof({ proof }: SecretStatus): object | undefined {
  if (proof === undefined) return undefined;
  const { outcome, reason, version, at } = proof;
  return { outcome, reason, version, at: isoTime(at) };
}

/** The last rotation that failed since one went through, in the same way. */
export function describeFailure({ failure }: SecretStatus): object | undefined {
  if (failure === undefined) return undefined;
  const { step, reason, version, at } = failure;
  return { step, reason, version, at: isoTime(at) };
}
