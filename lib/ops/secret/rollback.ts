import type { Command } from 'commander';
import { stagingLabels } from '../../../functions/core/contract/staging-labels.ts';
import { storedSecret } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue, SecretVersion } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { replaceSecret, secretMembers } from './client-secret-value.ts';
import { promote } from './promote.ts';
import { openProviderSecret, type ProviderSecret, requireCurrent, requireOwnBinding } from './provider-secret.ts';

/** The command `secret rollback P`: promotes the previous client secret again, if the provider still accepts it. */
export async function rollBackSecret(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const current = await requireCurrent(secret);
  const previous = await requirePrevious(secret, current);
  // Only the credential of the previous version is restored: the provider may have changed the registration access
  // token together with the client secret.
  const given = {
    value: replaceSecret(current.value, secretMembers(previous), secret.settings),
    reason: 'rolled back',
  };
  show(await promote(secret, { current, given }), secret.operator.options);
}

async function requirePrevious(secret: ProviderSecret, current: SecretVersion): Promise<SecretValue> {
  const { versions, arn, settings } = secret;
  const previous = await versions.read(arn, { label: stagingLabels.previous });
  const secretBefore = storedSecret(previous?.value ?? {}, settings);
  if (previous !== undefined && secretBefore !== undefined && secretBefore !== storedSecret(current.value, settings)) {
    requireOwnBinding(previous, secret);
    return previous.value;
  }
  throw new OpsFailure(
    `There is no previous client secret of ${settings.name} to roll back to: enter another one with npm run ops -- secret set ${settings.name}.`,
  );
}
