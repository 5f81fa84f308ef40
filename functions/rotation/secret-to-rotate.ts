import type { SecretValue, SecretVersion } from '../core/secrets/port.ts';
import type { SecretName } from '../core/storage/secret-status.ts';

/**
 * A version that will never do, so that another rotation may begin in its place. The message says why in words for
 * operators, and holds no secret.
 */
export class RotationRefused extends Error {
  override name = 'RotationRefused';
}

/**
 * A rotation that is over, or whose version cannot be seen: Secrets Manager tries all steps again where one has failed.
 * Nothing is taken away for it, since what cannot be seen may be there.
 */
export class RotationOver extends Error {
  override name = 'RotationOver';

  constructor() {
    super('the version is not pending: the rotation was given up, or another one took its place');
  }
}

/** What differs between secrets that are rotated. */
export interface SecretToRotate {
  readonly arn: string;
  readonly name: SecretName;
  /**
   * What the new version is to hold.
   * @throws RotationRefused
   */
  make(current: SecretVersion): Promise<SecretValue>;
  /**
   * Passes where the new version may become the current one.
   * @throws RotationRefused
   */
  prove(pending: SecretVersion, current: SecretVersion): Promise<void>;
  /** What is left to do once it is the current one; done again, it does nothing. */
  settle(promoted: SecretVersion): Promise<void>;
}
