import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { SecretName } from '../../../functions/core/storage/secret-status.ts';
import type { Operator } from '../deployment/operator.ts';

/** A secret in Secrets Manager that has a rotation: the client secret of a provider, or the session keys. */
export interface RotatingSecret {
  readonly operator: Operator;
  readonly versions: SecretVersions;
  readonly arn: string;
  readonly name: SecretName;
}

/** Milliseconds between two polls of a rotation, for a deployed stack and for a local run. */
const interval = { deployed: 500, local: 250 };

/** Milliseconds to wait until the secret is polled again. */
export function pollIntervalMs({ operator }: RotatingSecret): number {
  return operator.options.local === true ? interval.local : interval.deployed;
}

/** The command with which the operator shows the secret's status. */
export function statusCommand({ name }: Pick<RotatingSecret, 'name'>): string {
  return `npm run ops -- ${name === 'session-keys' ? 'keys status' : `secret status ${name.provider}`}`;
}

/** The id of a secret version, shortened for messages. */
export function shortId(version: string): string {
  return version.length > 8 ? `${version.slice(0, 8)}…` : version;
}

/** The message of an error, without its stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
