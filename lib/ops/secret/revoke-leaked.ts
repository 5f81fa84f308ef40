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
 * Where what was rotated to is what has leaked, nothing is won.
 * @param version The version that is current now.
 * @throws OpsFailure that says how to go on.
 */
export async function refuseSame(secret: ProviderSecret, leaked: SecretVersion, version: string): Promise<void> {
  const { versions, arn, settings } = secret;
  const now = await versions.read(arn, { id: version });
  if (now !== undefined && !isSame(now.value, leaked.value, settings)) return;
  const { name } = settings;
  const cure =
    now !== undefined && isRegistered(now.value, settings)
      ? `Once more, npm run ops -- secret rotate ${name} --leaked, lets the provider issue another one.`
      : `Make a new one at the provider, npm run ops -- secret stage ${name}, then npm run ops -- secret rotate ${name} --leaked.`;
  throw new OpsFailure(
    `The client secret that has leaked is still in use: version ${shortId(version)}, which is current now, holds the same one. ${cure}`,
  );
}

/**
 * Takes just the client secret before the current one out of use, as is left to do where a rotation was not waited for.
 * @param missing Why nothing can be rotated to.
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
    `${missing.message}\nOr has the one before the current one leaked (version ${shortId(previous.id)})? Take that alone out of use, and keep the current one?`,
    options,
  );
  await retireVersion(secret, previous.id);
  remark(`${afterRevocation(settings.name)}\nThe current one was not changed: it stays in use.`, options);
  show({ provider: settings.name, version: current.id, state: 'current', out_of_use: previous.id }, options);
}

/** What is to be known and done once a leaked client secret counts no more. */
export function afterRevocation(provider: string): string {
  return [
    'the one before counts no more: within a minute no function verifies a token with it',
    'What is left to do: revoke the leaked client secret at the provider; and where somebody may have made tokens with it, end the sessions:',
    `  npm run ops -- sessions end-all --everyone --provider ${provider}`,
  ].join('\n');
}

function isSame(one: SecretValue, other: SecretValue, settings: ProviderSettings): boolean {
  const areStored = [one, other].every((value) => storedSecret(value, settings) !== undefined);
  return areStored && sameCredential(one, other, settings);
}
