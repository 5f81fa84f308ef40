import { findSecretStatus, type SecretStatus } from '../../../functions/core/storage/secret-status.ts';
import { OpsFailure } from '../failure.ts';
import { remark } from '../output.ts';
import { ago } from '../time.ts';
import { unfinishedVersion, unreadable } from './labels.ts';
import { type RotatingSecret, shortId, statusCommand } from './rotating-secret.ts';

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

/**
 * Ends what is left of a rotation, without which Secrets Manager begins no other.
 * @throws OpsFailure where one goes on.
 */
export async function endLeftover(secret: RotatingSecret): Promise<void> {
  const { operator, versions, arn, name } = secret;
  const version = unfinishedVersion(await versions.labels(arn));
  if (version === undefined) return;
  const [made, status] = await Promise.all([
    versions.read(arn, { id: version }).catch(unreadable),
    findSecretStatus(operator.table, name),
  ]);
  const { madeAt, state } = judgeUnfinished(version, made?.createdAt, status, Date.now());
  // Of a version that was never made nobody knows how old it is: ending it makes a rotation that goes on fail, no more.
  if (state === 'under way' && madeAt !== undefined) {
    const since = ago(madeAt, Date.now());
    throw new OpsFailure(
      `A rotation to version ${shortId(version)} is under way (its version was made ${since}): ${statusCommand(secret)} tells how it comes out. Then try again.`,
    );
  }
  await versions.endPending(arn, version);
  remark(`gave up the rotation to version ${shortId(version)}, which had not come to its end`, operator.options);
}
