import type { SecretVersions } from '../../../functions/core/secrets/versions.ts';
import type { SecretName } from '../../../functions/core/storage/secret-status.ts';
import type { Operator } from '../operator.ts';

/** A secret that is rotated: a provider's, or that of the session keys. */
export interface RotatingSecret {
  readonly operator: Operator;
  readonly versions: SecretVersions;
  readonly arn: string;
  readonly name: SecretName;
}

/** The command that tells how the secret is. */
export function statusCommand({ name }: Pick<RotatingSecret, 'name'>): string {
  return `npm run ops -- ${name === 'session-keys' ? 'keys status' : `secret status ${name.provider}`}`;
}

/** A version's id, short enough for a sentence. */
export function shortId(version: string): string {
  return version.length > 8 ? `${version.slice(0, 8)}…` : version;
}
