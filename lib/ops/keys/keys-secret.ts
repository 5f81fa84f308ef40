import type { Operator } from '../deployment/operator.ts';
import type { RotatingSecret } from '../rotation/rotating-secret.ts';

/**
 * The Secrets Manager secret that holds the session keys of a deployment.
 * @throws OpsFailure if the stack has no output with the ARN of the secret.
 */
export function keysSecret(operator: Operator): RotatingSecret {
  const { versions, sessionKeysArn } = operator.deployment;
  return { operator, versions, arn: sessionKeysArn(), name: 'session-keys' };
}
