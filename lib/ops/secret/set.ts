import type { Command } from 'commander';
import { isoTime } from '../../../functions/core/base/iso-time.ts';
import { stagedLabel } from '../../../functions/core/contract/staging-labels.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { confirm } from '../cli/confirm.ts';
import { remark, show } from '../cli/output.ts';
import { replaceCurrent } from '../rotation/replace-current.ts';
import { removeLabel } from '../rotation/staging-labels.ts';
import { replaceSecret } from './client-secret-value.ts';
import { promote } from './promote.ts';
import { openProviderSecret, type ProviderSecret, readCurrent, requireCurrent } from './provider-secret.ts';
import { type KeyOption, readClientSecret } from './read-client-secret.ts';

/** Command-line options of `secret set`. */
export interface SetOptions extends KeyOption {
  /**
   * Whether to make the client secret current without a proof (a token request that shows whether the provider accepts
   * it).
   */
  readonly unproved?: true;
}

/**
 * The command `secret set P`: stages a client secret, proves it (shows with a token request that the provider accepts
 * it), and makes it current.
 */
export async function setSecret(provider: string, options: SetOptions, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  if (options.unproved === true) {
    await confirm(
      `Make it the current client secret of ${provider} without proof? If it is wrong, nobody can sign in.`,
      secret.operator.options,
    );
    return storeUnproved(secret, await readClientSecret(secret, options, command));
  }
  const current = await requireCurrent(secret);
  const members = await readClientSecret(secret, options, command);
  const given = { value: replaceSecret(current.value, members, secret.settings) };
  show(await promote(secret, { current, given }), secret.operator.options);
}

async function storeUnproved(secret: ProviderSecret, members: SecretValue): Promise<void> {
  const { operator, settings } = secret;
  const current = await readCurrent(secret);
  const record = operator.record({ event: 'secret.rotated', provider: settings.name, reason: 'unproved' });
  const { version, at } = await replaceCurrent(secret, replaceSecret(current?.value ?? {}, members, settings), record);
  // If another client secret was staged before, its staging label is removed. Otherwise the next rotation would replace
  // the new client secret by the staged one.
  await removeLabel(secret, stagedLabel);
  remark(`current since ${isoTime(at)}, without proof`, operator.options);
  show({ provider: settings.name, version, state: 'current', proof: 'none' }, operator.options);
}
