import { isDeepStrictEqual } from 'node:util';
import { requireCurrent, requireLabelled, requirePending } from './require-version.ts';
import type { RotationStep } from './step.ts';

/** Proves the new version before it is used. */
export const testSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions } = ports;
  const current = await requireCurrent(versions, arn);
  if (current.id === version) return;
  // Where a schedule is set up that does not rotate at once, Secrets Manager takes this step alone, for a version that
  // goes again (RotateSecret: RotateImmediately): it may hold nothing, or the same.
  if ((await versions.read(arn, { id: version })) === undefined) return requireLabelled(ports, arn, version);
  const pending = await requirePending(ports, arn, version);
  // The last step proves it all the same.
  if (isDeepStrictEqual(pending.value, current.value)) return;
  await secret.prove(pending, current);
};
