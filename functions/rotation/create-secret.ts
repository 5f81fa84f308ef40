import { stagingLabels } from '../core/secrets/port.ts';
import { requireCurrent } from './require-version.ts';
import type { RotationStep } from './rotate.ts';

/** Makes the new version, unless an attempt before this one has. */
export const createSecret: RotationStep = async (secret, version, { versions }) => {
  const { arn } = secret;
  if ((await versions.read(arn, { id: version })) !== undefined) return;
  const current = await requireCurrent(versions, arn);
  const value = await secret.make(current);
  await versions.put(arn, { id: version, value, label: stagingLabels.pending });
};
