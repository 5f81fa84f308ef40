import type { Command } from 'commander';
import { stagedLabel } from '../../../functions/core/contract/secret-value.ts';
import { putAudit } from '../../../functions/core/storage/audit.ts';
import { OpsFailure } from '../cli/failure.ts';
import { show } from '../cli/output.ts';
import { takeLabel } from '../rotation/labels.ts';
import { openProviderSecret } from './provider-secret.ts';

/** `secret unstage P`: takes away what is kept for the next rotation. */
export async function unstageSecret(provider: string, command: Command): Promise<void> {
  const secret = await openProviderSecret(provider, command);
  const { operator } = secret;
  const version = await takeLabel(secret, stagedLabel);
  if (version === undefined) throw new OpsFailure(`No client secret of ${provider} is staged.`);
  await putAudit(operator.table, operator.record({ event: 'secret.staged', provider, reason: 'taken away' }));
  show({ provider, version, state: 'not staged' }, operator.options);
}
