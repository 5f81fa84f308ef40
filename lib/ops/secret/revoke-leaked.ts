import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { isRegistered } from '../../../functions/core/provider/client-secret/registration.ts';
import { sameCredential, storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue, SecretVersion } from '../../../functions/core/secrets/port.ts';
import { confirm } from '../cli/confirm.ts';
import { OpsFailure } from '../cli/failure.ts';
import { remark, show } from '../cli/output.ts';
import { retireVersion } from '../rotation/retire-version.ts';
import { shortId } from '../rotation/rotating-secret.ts';
import { ignoreUnreadable } from '../rotation/staging-labels.ts';
import type { ProviderSecret } from './provider-secret.ts';

/**
 * Asserts that the promoted secret version does not contain the leaked client secret again.
 * @param version Id of the secret version that is current now.
 * @throws OpsFailure if that version contains the leaked client secret or cannot be found. The message has the
 * operator's next step.
 */
export async function assertReplaced(secret: ProviderSecret, leaked: SecretVersion, version: string): Promise<void> {
  const { versions, arn, settings } = secret;
  const now = await versions.read(arn, { id: version });
  if (now !== undefined && !isSame(now.value, leaked.value, settings)) return;
  const { name } = settings;
  const cure =
    now !== undefined && isRegistered(now.value, settings)
      ? `Run npm run ops -- secret rotate ${name} --leaked again: the provider issues another one.`
      : `Create a new one at the provider, npm run ops -- secret stage ${name}, then npm run ops -- secret rotate ${name} --leaked.`;
  throw new OpsFailure(
    `The client secret that has leaked is still in use: the current version ${shortId(version)} has the same one. ${cure}`,
  );
}

/**
 * Revokes only the previous client secret, and keeps the current one. This step remains if a rotation with `--leaked`
 * completed after its command had stopped waiting.
 * @param missing The error that says why there is no client secret to rotate to.
 */
export async function revokeLeakedPrevious(
  secret: ProviderSecret,
  current: SecretVersion,
  missing: OpsFailure,
): Promise<void> {
  const { operator, versions, arn, settings } = secret;
  const { options } = operator;
  const previous = await versions.read(arn, { label: stagingLabels.previous }).catch(ignoreUnreadable);
  if (previous === undefined || isSame(previous.value, current.value, settings)) throw missing;
  await confirm(
    `${missing.message}\nHas only the previous client secret leaked (version ${shortId(previous.id)})? Revoke it, and keep the current one?`,
    options,
  );
  await retireVersion(secret, previous.id);
  remark(`${afterRevocation(settings.name)}\nThe current one is unchanged and stays in use.`, options);
  show({ provider: settings.name, version: current.id, state: 'current', out_of_use: previous.id }, options);
}

/**
 * Formats the remarks after a leaked client secret was revoked in Postern, with the steps that remain for the operator.
 */
export function afterRevocation(provider: string): string {
  return [
    'the leaked client secret is no longer accepted: within a minute no function verifies a token with it',
    'Remaining steps: revoke the leaked client secret at the provider; if somebody may have forged tokens with it, end the sessions:',
    `  npm run ops -- sessions end-all --everyone --provider ${provider}`,
  ].join('\n');
}

function isSame(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const areStored = [one, other].every((value) => storedSecret(value, settings) !== undefined);
  return areStored && sameCredential(one, other, settings);
}
