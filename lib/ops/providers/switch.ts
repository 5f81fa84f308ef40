import type { Command } from 'commander';
import { switchProvider } from '../../../functions/core/storage/provider-switches.ts';
import { openOperator } from '../operator.ts';
import { show } from '../output.ts';
import { requireProvider } from '../provider-name.ts';
import { isoTime } from '../time.ts';

/** `providers enable P` and `providers disable P`: for every instance at its next request, without a deployment. */
export async function turnProvider(provider: string, enabled: boolean, command: Command): Promise<void> {
  const operator = await openOperator(command);
  requireProvider(provider, operator, command);
  const at = Date.now();
  const record = operator.record({ event: enabled ? 'provider.enabled' : 'provider.disabled', provider });
  await switchProvider(operator.table, provider, { enabled, at, by: operator.name }, [record]);
  const state = enabled ? 'on' : 'off';
  show({ provider, state, switched_at: isoTime(at), switched_by: operator.name }, operator.options);
}
