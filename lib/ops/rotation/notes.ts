import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { isoTime } from '../cli/time.ts';

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
