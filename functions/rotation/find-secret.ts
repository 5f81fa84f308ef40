import { clientSecretToRotate } from './client-secret.ts';
import type { RotationPorts } from './ports.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';
import { sessionKeysToRotate } from './session-keys.ts';

/**
 * Finds the secret to rotate by its ARN.
 * @throws Error if the ARN is neither that of an enabled provider's secret nor of the session keys.
 */
export function findSecret(arn: string, ports: RotationPorts): SecretToRotate {
  if (arn === ports.sessionKeysArn) return sessionKeysToRotate(arn, ports);
  const provider = ports.settings.providers.find(({ name }) => ports.providerSecretArn(name) === arn);
  if (provider === undefined)
    throw new Error('the secret belongs to no enabled provider, and is not that of the session keys');
  return clientSecretToRotate(arn, provider, ports);
}
