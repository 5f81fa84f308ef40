import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';

/**
 * The session keys' secret of a deployment.
 * @throws OpsFailure where the deployment does not tell of it.
 */
export function keysSecret(operator: Operator): RotatingSecret {
  const { versions, sessionKeysArn } = operator.deployment;
  return { operator, versions, arn: sessionKeysArn(), name: 'session-keys' };
}
