import { stagingLabels } from '../core/contract/staging-labels.ts';
import type { SecretVersion } from '../core/secrets/port.ts';
import type { SecretVersions } from '../core/secrets/versions.ts';
import type { RotationPorts } from './ports.ts';
import { RotationOver, RotationRefused } from './secret-to-rotate.ts';

/**
 * The version that is in use.
 * @throws RotationRefused where there is none.
 */
export async function requireCurrentVersion(versions: SecretVersions, arn: string): Promise<SecretVersion> {
  const version = await versions.read(arn, { label: stagingLabels.current });
  if (version !== undefined) return version;
  throw new RotationRefused('the secret has no current version');
}

/** What looking at versions takes. */
type VersionPorts = Pick<RotationPorts, 'versions' | 'wait'>;

/** Looks at what Secrets Manager says of a moment ago: it is consistent only eventually. Milliseconds between them. */
const looks = [0, 250, 500, 1000];

/**
 * The version that the rotation makes.
 * @throws RotationOver where it is not pending.
 */
export async function requirePendingVersion(
  { versions, wait }: VersionPorts,
  arn: string,
  id: string,
): Promise<SecretVersion> {
  for (const pause of looks) {
    await wait(pause);
    const version = await versions.read(arn, { label: stagingLabels.pending });
    if (version?.id === id) return version;
  }
  throw new RotationOver();
}

/**
 * Passes where Secrets Manager takes the version for the one that is being rotated to, whether it holds something or not.
 * @throws RotationOver
 */
export async function requirePendingLabel({ versions, wait }: VersionPorts, arn: string, id: string): Promise<void> {
  for (const pause of looks) {
    await wait(pause);
    if ((await versions.labels(arn)).get(id)?.includes(stagingLabels.pending)) return;
  }
  throw new RotationOver();
}
