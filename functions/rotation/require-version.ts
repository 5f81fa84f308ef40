import { type SecretVersion, stagingLabels } from '../core/secrets/port.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import { RotationOver, RotationRefused } from './secret-to-rotate.ts';

/**
 * The version that is in use.
 * @throws RotationRefused where there is none.
 */
export async function requireCurrent(versions: SecretVersions, arn: string): Promise<SecretVersion> {
  const version = await versions.read(arn, { label: stagingLabels.current });
  if (version !== undefined) return version;
  throw new RotationRefused('the secret has no current version');
}

/**
 * The version that the rotation makes.
 * @throws RotationOver where it is not pending.
 */
export async function requirePending(versions: SecretVersions, arn: string, id: string): Promise<SecretVersion> {
  const version = await versions.read(arn, { label: stagingLabels.pending });
  if (version?.id === id) return version;
  throw new RotationOver();
}
