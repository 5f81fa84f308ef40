import { stagingLabels } from '../core/contract/staging-labels.ts';
import type { SecretVersion } from '../core/secrets/port.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { RotationPorts } from './ports.ts';
import { RotationOver, RotationRefused } from './secret-to-rotate.ts';

/**
 * Reads the version of the secret that has the label AWSCURRENT.
 * @throws RotationRefused if there is none.
 */
export async function requireCurrentVersion(versions: SecretVersions, arn: string): Promise<SecretVersion> {
  const version = await versions.read(arn, { label: stagingLabels.current });
  if (version !== undefined) return version;
  throw new RotationRefused('the secret has no current version');
}

/** Dependencies for reading versions of a secret, with delays between reads. */
type VersionPorts = Pick<RotationPorts, 'versions' | 'wait'>;

/**
 * Delays before each read, in milliseconds. Secrets Manager is eventually consistent, so a new version may not be
 * visible at the first read.
 */
const delays = [0, 250, 500, 1000];

/**
 * Reads the version with the label AWSPENDING, which must be the one that this rotation has created.
 * @throws RotationOver if another version is pending, or none.
 */
export async function requirePendingVersion(
  { versions, wait }: VersionPorts,
  arn: string,
  id: string,
): Promise<SecretVersion> {
  for (const pause of delays) {
    await wait(pause);
    const version = await versions.read(arn, { label: stagingLabels.pending });
    if (version?.id === id) return version;
  }
  throw new RotationOver();
}

/**
 * Asserts that the version has the label AWSPENDING. The version need not have a value yet.
 * @throws RotationOver if it does not have the label.
 */
export async function requirePendingLabel({ versions, wait }: VersionPorts, arn: string, id: string): Promise<void> {
  for (const pause of delays) {
    await wait(pause);
    if ((await versions.labels(arn)).get(id)?.includes(stagingLabels.pending)) return;
  }
  throw new RotationOver();
}
