import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { SecretName } from '../../../functions/core/storage/secret-status.ts';
import type { Operator } from '../deployment/operator.ts';

/** A secret that is rotated: a provider's, or that of the session keys. */
export interface RotatingSecret {
  readonly operator: Operator;
  readonly versions: SecretVersions;
  readonly arn: string;
  readonly name: SecretName;
}

/** Milliseconds between two looks at how a rotation goes. */
const interval = { deployed: 500, local: 250 };

/** Milliseconds to wait before a secret is looked at again. */
export function pollIntervalMs({ operator }: RotatingSecret): number {
  return operator.options.local === true ? interval.local : interval.deployed;
}

/** The command that tells how the secret is. */
export function statusCommand({ name }: Pick<RotatingSecret, 'name'>): string {
  return `npm run ops -- ${name === 'session-keys' ? 'keys status' : `secret status ${name.provider}`}`;
}

/** A version's id, short enough for a sentence. */
export function shortId(version: string): string {
  return version.length > 8 ? `${version.slice(0, 8)}…` : version;
}

/** What went wrong, for a sentence. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
