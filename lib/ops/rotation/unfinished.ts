import type { SecretStatus } from '../../../functions/core/storage/secret-status.ts';

/** Milliseconds that a rotation takes at most: its function has a minute for each step, and needs seconds. */
export const longestRotation = 90_000;

/** A rotation that has not come to its end. */
export interface Unfinished {
  /** The version that it makes. */
  readonly version: string;
  /** When the version was made, milliseconds since the epoch; unknown until it is. */
  readonly madeAt?: number;
  /** Whether it goes on as far as can be told, or has failed and is left over. */
  readonly state: 'under way' | 'stuck';
}

/**
 * Tells a rotation that goes on from one that is left over.
 * @param madeAt When its version was made; this and `now` in milliseconds since the epoch.
 */
export function judgeUnfinished(
  version: string,
  madeAt: number | undefined,
  { failure }: Pick<SecretStatus, 'failure'>,
  now: number,
): Unfinished {
  const failed = failure?.version === version;
  const late = madeAt !== undefined && now - madeAt >= longestRotation;
  return { version, ...(madeAt !== undefined && { madeAt }), state: failed || late ? 'stuck' : 'under way' };
}
