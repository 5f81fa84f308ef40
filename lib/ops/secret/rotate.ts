import type { Command } from 'commander';
import { stagedLabel } from '../../../functions/core/names.ts';
import { isRegistered } from '../../../functions/core/provider/registration.ts';
import type { SecretVersion } from '../../../functions/core/secrets/port.ts';
import { confirm } from '../confirm.ts';
import { OpsFailure } from '../failure.ts';
import { remark, show } from '../output.ts';
import { forgetPrevious } from '../rotation/forget-previous.ts';
import { promote } from './promote.ts';
import { openProviderSecret, type ProviderSecret, requireCurrent } from './provider-secret.ts';

/** Options of `secret rotate`. */
export interface RotateOptions {
  /** The client secret that is current so far must count no more. */
  readonly leaked?: true;
}

/** `secret rotate P`: to what is staged, or to what the provider issues where it can be asked to. */
export async function rotateSecret(provider: string, { leaked }: RotateOptions, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const { options } = secret.operator;
  const current = await requireCurrent(secret);
  await requireNext(secret, current);
  if (leaked === true) {
    await confirm(`Rotate the client secret of ${provider}, so that the one so far counts no more at once?`, options);
  }
  const answer = await promote(secret, { current, noOverlap: leaked === true });
  if (leaked === true) {
    await forgetPrevious(secret);
    remark(leakWords(provider), options);
  }
  show(answer, options);
}

/** Nothing is called where it could only fail. */
async function requireNext({ versions, arn, settings }: ProviderSecret, current: SecretVersion): Promise<void> {
  if (isRegistered(current.value, settings)) return;
  if ((await versions.read(arn, { label: stagedLabel })) !== undefined) return;
  const { name } = settings;
  throw new OpsFailure(
    `There is nothing to rotate to: no client secret is staged, and ${name} issues none without its registration. Give the new client secret, npm run ops -- secret set ${name}; or say where the client is registered, npm run ops -- secret registration ${name} --uri URL.`,
  );
}

function leakWords(provider: string): string {
  return [
    'the one before counts no more: within a minute no function verifies a token with it',
    'What is left to do: revoke the leaked client secret at the provider; and where somebody may have made tokens with it, end the sessions:',
    `  npm run ops -- sessions end-all --everyone --provider ${provider}`,
  ].join('\n');
}
