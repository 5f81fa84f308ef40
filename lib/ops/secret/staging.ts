import type { Command } from 'commander';
import { remark, show } from '../cli/output.ts';
import { replaceSecret } from './new-value.ts';
import { askClientSecret, type KeyOption } from './prompt.ts';
import { openProviderSecret, requireCurrent } from './provider-secret.ts';
import { putStaged } from './put-staged.ts';

/** `secret stage P`: keeps a client secret for the next rotation. */
export async function stageSecret(provider: string, options: KeyOption, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const current = await requireCurrent(secret);
  const members = await askClientSecret(secret, options, command);
  const version = await putStaged(secret, replaceSecret(current.value, members));
  show({ provider, version, state: 'staged' }, secret.operator.options);
  remark(
    `Next: see to it that the provider knows it, then npm run ops -- secret rotate ${provider}. Until then sign-ins take it where the provider refuses the current one.`,
    secret.operator.options,
  );
}
