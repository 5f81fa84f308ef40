import type { SecretValue, SecretVersion } from '../core/secrets/port.ts';
import type { SecretName } from '../core/storage/secret-status.ts';

/**
 * The version can never become current, so the rotation is ended and another one may start. The message gives the reason
 * for operators, and contains no secret.
 */
export class RotationRefused extends Error {
  override name = 'RotationRefused';
}

/**
 * The rotation is over, or its version cannot be seen yet: Secrets Manager retries all steps after one has failed. No
 * label is removed, since the version may exist.
 */
export class RotationOver extends Error {
  override name = 'RotationOver';

  constructor() {
    super('the version is not pending: the rotation was given up, or another one took its place');
  }
}

/** A secret to rotate: the parts that differ between client secrets and session keys. */
export interface SecretToRotate {
  readonly arn: string;
  readonly name: SecretName;
  /**
   * Creates the value of the new version.
   * @throws RotationRefused
   */
  createValue(current: SecretVersion): Promise<SecretValue>;
  /**
   * Asserts that the pending version may become the current one.
   * @throws RotationRefused if it never can; Error if this cannot be told.
   */
  requireProved(pending: SecretVersion, current: SecretVersion): Promise<void>;
  /** Cleans up after the version has been promoted (idempotent). */
  cleanUp(promoted: SecretVersion): Promise<void>;
}
