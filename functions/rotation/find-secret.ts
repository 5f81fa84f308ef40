import { clientSecret } from './client-secret.ts';
import type { RotationPorts } from './ports.ts';
import type { SecretToRotate } from './secret-to-rotate.ts';
import { sessionKeys } from './session-keys.ts';

/**
 * The secret that Secrets Manager names.
 * @throws Error for one that is none of this deployment's.
 */
export function findSecret(arn: string, ports: RotationPorts): SecretToRotate {
  if (arn === ports.sessionKeysArn) return sessionKeys(arn, ports);
  const provider = ports.settings.providers.find(({ name }) => ports.providerSecretArn(name) === arn);
  if (provider === undefined)
    throw new Error('the secret is none of an enabled provider, nor that of the session keys');
  return clientSecret(arn, provider, ports);
}
