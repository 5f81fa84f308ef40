import type { Command } from 'commander';
import { type ProviderSwitch, providerSwitches } from '../../../functions/core/storage/provider-switches.ts';
import type { Config } from '../../config/index.ts';
import { type ListShape, showList } from '../cli/output.ts';
import { tableTime } from '../cli/time.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { openOperator } from '../deployment/operator.ts';
import { describeSwitch, stateOf } from './describe-switch.ts';

/** A row of the list: a provider, with its state and its last switch. */
interface Row {
  readonly provider: string;
  readonly type: string | undefined;
  readonly state: 'on' | 'off' | 'disabled in the configuration' | 'not deployed';
  readonly switched: ProviderSwitch | undefined;
}

const shape: ListShape<Row> = {
  columns: [
    { title: 'PROVIDER', of: ({ provider }) => provider },
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => (state === 'on' ? 'green' : 'red') },
    { title: 'SINCE (UTC)', of: ({ switched }) => switched && tableTime(switched.at) },
    { title: 'BY', of: ({ switched }) => switched?.by, least: 8 },
  ],
  document: ({ provider, type, state, switched }) => ({
    ...{ provider, type, state },
    ...describeSwitch(switched),
  }),
};

/** The command `providers list`: lists the configured providers with their state. */
export async function listProviders(command: Command): Promise<void> {
  const { table, deployment, options } = await openOperator(command, { readOnly: true });
  const configuration = readConfiguration(options);
  const switches = await providerSwitches(table, configuration.declaredProviders);
  const rows = configuration.declaredProviders.map((provider) =>
    rowOf(provider, configuration, deployment, switches.get(provider)),
  );
  await showList(rows, shape, options);
}

function rowOf(
  provider: string,
  { providers }: Config,
  deployment: Deployment,
  switched: ProviderSwitch | undefined,
): Row {
  const settings = providers.find(({ name }) => name === provider);
  const row = { provider, type: settings?.type, switched };
  if (!deployment.has(provider)) return { ...row, state: 'not deployed' };
  if (settings === undefined) return { ...row, state: 'disabled in the configuration' };
  return { ...row, state: stateOf(switched) };
}
