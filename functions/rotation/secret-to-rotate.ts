import type { SecretValue, SecretVersion } from '../core/secrets/port.ts';
import type { SecretName } from '../core/storage/secret-status.ts';

/**
 * Thrown if the new version can never become current. The rotation is then ended, so that another one may start. The
 * message gives operators the reason, and contains no secret.
 */
export class RotationRefused extends Error {
  override name = 'RotationRefused';
}

/**
 * Thrown if the rotation is over, or its version is not visible yet. In the second case a retry may see the version,
 * since Secrets Manager runs all steps again after a failed one. Unlike after `RotationRefused`, the label AWSPENDING
 * is not removed, since the version may exist.
 */
export class RotationOver extends Error {
  override name = 'RotationOver';

  constructor() {
    super('the version is not pending: the rotation was given up, or another one took its place');
  }
}

/** A secret to rotate: the operations that differ between client secrets and session keys. */
export interface SecretToRotate {
  readonly arn: string;
  readonly name: SecretName;
  /**
   * Creates the value of the secret's new version.
   * @throws RotationRefused if no new value can be created, for example because operators have staged none.
   */
  createValue(current: SecretVersion): Promise<SecretValue>;
  /**
   * Asserts that the pending version may be promoted to current.
   * @throws RotationRefused if the version may never be promoted; Error if that cannot be determined now.
   */
  requireProved(pending: SecretVersion, current: SecretVersion): Promise<void>;
  /** Cleans up after the version has been promoted, for example removes the label POSTERN_STAGED (idempotent). */
  cleanUp(promoted: SecretVersion): Promise<void>;
}
