import { stagedLabel, unfinishedVersion, versionWithLabel } from '../../../functions/core/contract/staging-labels.ts';
import { isRegistered } from '../../../functions/core/provider/client-secret/registration.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import type { ProviderSecret } from './provider-secret.ts';

/** What a rotation would go to. */
export type RotationTarget =
  | {
      /** Whether a rotation that was left over is taken up: where nothing is staged, its version alone holds what it does. */
      readonly takesUp: boolean;
    }
  | { readonly missing: OpsFailure };

/** Finds out whether there is anything to rotate to. Nothing is called where it could only fail. */
export async function findRotationTarget(
  { versions, arn, settings }: ProviderSecret,
  current: SecretVersion,
): Promise<RotationTarget> {
  const labels = await versions.labels(arn);
  if (versionWithLabel(labels, stagedLabel) !== undefined) return { takesUp: false };
  if (isRegistered(current.value, settings) || unfinishedVersion(labels) !== undefined) return { takesUp: true };
  const { name } = settings;
  return {
    missing: new OpsFailure(
      `There is nothing to rotate to: no client secret is staged, and ${name} issues none without its registration. Give the new client secret, npm run ops -- secret set ${name}; or say where the client is registered, npm run ops -- secret registration ${name} --uri URL.`,
    ),
  };
}
