import { stagedLabel, unfinishedVersion, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { isRegistered } from '../../../functions/core/provider/client-secret/registration.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { ProviderSecret } from './provider-secret.ts';

/** Where the client secret that a rotation makes current comes from. */
export type RotationTarget =
  | {
      /**
       * Whether to resume an unfinished rotation: if nothing is staged, only the version of that rotation contains the
       * new client secret.
       */
      readonly resume: boolean;
    }
  | { readonly missing: OpsFailure };

/**
 * Finds out whether there is a client secret to rotate to. The command calls this before it starts a rotation, because
 * a rotation without a new client secret can only fail.
 */
export async function findRotationTarget(
  { versions, arn, settings }: ProviderSecret,
  current: SecretVersion,
): Promise<RotationTarget> {
  const labels = await versions.labels(arn);
  if (versionWithLabel(labels, stagedLabel) !== undefined) return { resume: false };
  if (isRegistered(current.value, settings) || unfinishedVersion(labels) !== undefined) return { resume: true };
  const { name } = settings;
  return {
    missing: new OpsFailure(
      `There is nothing to rotate to: no client secret is staged, and ${name} issues none without its registration. Enter the new client secret, npm run ops -- secret set ${name}; or store the client's registration, npm run ops -- secret registration ${name} --uri URL.`,
    ),
  };
}
