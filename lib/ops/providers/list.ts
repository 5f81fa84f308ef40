import type { Command } from 'commander';
import { isAdopted, type RecordedIssuer, recordedIssuers } from '../../../functions/core/storage/provider-issuers.ts';
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
  readonly state: 'on' | 'off' | 'not adopted' | 'disabled in the configuration' | 'not deployed';
  readonly switched: ProviderSwitch | undefined;
  /** The configured issuer; undefined if the provider is disabled in the configuration. */
  readonly issuer: string | undefined;
  readonly recorded: RecordedIssuer | undefined;
}

const shape: ListShape<Row> = {
  columns: [
    { title: 'PROVIDER', of: ({ provider }) => provider },
    { title: 'TYPE', of: ({ type }) => type },
    { title: 'STATE', of: ({ state }) => state, paint: ({ state }) => (state === 'on' ? 'green' : 'red') },
    { title: 'SINCE (UTC)', of: ({ switched }) => switched && tableTime(switched.at) },
    { title: 'BY', of: ({ switched }) => switched?.by, least: 8 },
  ],
  document: ({ provider, type, state, switched, issuer, recorded }) => ({
    ...{ provider, type, state, issuer, recorded_issuer: recorded?.issuer },
    ...describeSwitch(switched),
  }),
};

/** The command `providers list`: lists the configured providers with their state. */
export async function listProviders(command: Command): Promise<void> {
  const { table, deployment, options } = await openOperator(command, { readOnly: true });
  const configuration = readConfiguration(options);
  const { declaredProviders: names } = configuration;
  const [switches, issuers] = await Promise.all([providerSwitches(table, names), recordedIssuers(table, names)]);
  const rows = names.map((provider) => {
    const recorded = issuers.get(provider);
    return rowOf({ provider, switched: switches.get(provider), recorded }, configuration, deployment);
  });
  await showList(rows, shape, options);
}

function rowOf(
  known: Pick<Row, 'provider' | 'switched' | 'recorded'>,
  { providers }: Config,
  deployment: Deployment,
): Row {
  const { provider, switched, recorded } = known;
  const settings = providers.find(({ name }) => name === provider);
  const row = { ...known, type: settings?.type, issuer: settings?.issuer };
  if (!deployment.has(provider)) return { ...row, state: 'not deployed' };
  if (settings === undefined) return { ...row, state: 'disabled in the configuration' };
  if (switched?.enabled !== false && !isAdopted(recorded, settings)) return { ...row, state: 'not adopted' };
  return { ...row, state: stateOf(switched) };
}
