import { stagingLabels } from '../core/contract/staging-labels.ts';
import type { SecretVersion } from '../core/secrets/port.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { RotationPorts } from './ports.ts';
import { RotationOver, RotationRefused } from './secret-to-rotate.ts';

/**
 * The current version.
 * @throws RotationRefused if there is none.
 */
export async function requireCurrentVersion(versions: SecretVersions, arn: string): Promise<SecretVersion> {
  const version = await versions.read(arn, { label: stagingLabels.current });
  if (version !== undefined) return version;
  throw new RotationRefused('the secret has no current version');
}

/** Versions to read, and the delay between reads. */
type VersionPorts = Pick<RotationPorts, 'versions' | 'wait'>;

/** Delays before each read, in milliseconds: Secrets Manager is eventually consistent. */
const delays = [0, 250, 500, 1000];

/**
 * The pending version, which this rotation has created.
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
 * Asserts that the version has the label AWSPENDING, whether it has a value or not.
 * @throws RotationOver
 */
export async function requirePendingLabel({ versions, wait }: VersionPorts, arn: string, id: string): Promise<void> {
  for (const pause of delays) {
    await wait(pause);
    if ((await versions.labels(arn)).get(id)?.includes(stagingLabels.pending)) return;
  }
  throw new RotationOver();
}
