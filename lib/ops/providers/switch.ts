import type { Command } from 'commander';
import { providerSwitches, switchProvider } from '../../../functions/core/storage/provider-switches.ts';
import { remark, show } from '../cli/output.ts';
import { openOperator } from '../deployment/operator.ts';
import { requireProvider } from '../deployment/require-provider.ts';
import { describeSwitch, stateOf } from './describe-switch.ts';

/**
 * The commands `providers enable P` and `providers disable P`: set a provider's live switch. The switch takes effect at
 * the next request of every function instance, without a deployment. Idempotent: if the provider is already enabled (or
 * disabled), nothing is written.
 */
export async function setProviderSwitch(provider: string, enabled: boolean, command: Command): Promise<void> {
  const operator = await openOperator(command);
  requireProvider(provider, operator, command);
  const { table, options } = operator;
  const record = operator.record({ event: enabled ? 'provider.enabled' : 'provider.disabled', provider });
  const wanted = { enabled, at: record.at, by: operator.name };
  const done = await switchProvider(table, provider, wanted, [record]);
  const switched = done ? wanted : (await providerSwitches(table, [provider])).get(provider);
  show({ provider, state: stateOf(switched), ...describeSwitch(switched) }, options);
  if (!done) remark(`${provider} is already ${stateOf(wanted)}: nothing was changed.`, options);
}
