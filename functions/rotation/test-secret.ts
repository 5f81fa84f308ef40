import { isDeepStrictEqual } from 'node:util';
import { requireCurrent, requirePending } from './require-version.ts';
import type { RotationStep } from './rotate.ts';

/** Proves the new version before it is used. */
export const testSecret: RotationStep = async (secret, version, { versions }) => {
  const { arn } = secret;
  const current = await requireCurrent(versions, arn);
  if (current.id === version) return;
  const pending = await requirePending(versions, arn, version);
  // Where a schedule is set up that does not rotate at once, Secrets Manager takes this step alone, for a version that
  // holds the same and goes again (RotateSecret: RotateImmediately). The last step proves it all the same.
  if (isDeepStrictEqual(pending.value, current.value)) return;
  await secret.prove(pending, current);
};
