import { stagingLabels } from '../core/secrets/port.ts';
import { requireCurrent, requireLabelled } from './require-version.ts';
import type { RotationStep } from './step.ts';

/** How often the new version is put: where the provider has issued it, it is nowhere else. */
const puts = 5;

/**
 * Makes the new version, unless an attempt before this one has. Secrets Manager has labelled it by then; a rotation that
 * was ended meanwhile must not take the label back from the next one.
 */
export const createSecret: RotationStep = async (secret, version, ports) => {
  const { arn } = secret;
  const { versions, wait } = ports;
  if ((await versions.read(arn, { id: version })) !== undefined) return;
  const current = await requireCurrent(versions, arn);
  const value = await secret.make(current);
  await requireLabelled(ports, arn, version);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await versions.put(arn, { id: version, value, label: stagingLabels.pending });
    } catch (error) {
      if (attempt === puts) throw error;
      await wait(500 * attempt);
    }
  }
};
