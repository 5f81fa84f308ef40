import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { SecretName } from '../../../functions/core/storage/secret-status.ts';
import type { Operator } from '../deployment/operator.ts';

/** A secret with rotation: of a provider, or of the session keys. */
export interface RotatingSecret {
  readonly operator: Operator;
  readonly versions: SecretVersions;
  readonly arn: string;
  readonly name: SecretName;
}

/** Milliseconds between polls of a rotation. */
const interval = { deployed: 500, local: 250 };

/** Milliseconds to wait before the next poll of a secret. */
export function pollIntervalMs({ operator }: RotatingSecret): number {
  return operator.options.local === true ? interval.local : interval.deployed;
}

/** The command that shows the secret's status. */
export function statusCommand({ name }: Pick<RotatingSecret, 'name'>): string {
  return `npm run ops -- ${name === 'session-keys' ? 'keys status' : `secret status ${name.provider}`}`;
}

/** A version id, shortened for messages. */
export function shortId(version: string): string {
  return version.length > 8 ? `${version.slice(0, 8)}…` : version;
}

/** Message of an error, without a stack. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
