import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';

/**
 * The session keys' secret of a deployment.
 * @throws OpsFailure if the deployment has no such output.
 */
export function keysSecret(operator: Operator): RotatingSecret {
  const { versions, sessionKeysArn } = operator.deployment;
  return { operator, versions, arn: sessionKeysArn(), name: 'session-keys' };
}
