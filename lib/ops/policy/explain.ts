import type { Command } from 'commander';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { Config } from '../../config/index.ts';
import { show } from '../cli/output.ts';
import { readConfiguration } from '../deployment/configuration.ts';
import { openOperator } from '../deployment/operator.ts';
import { describeEvaluation } from './describe-evaluation.ts';
import { evaluatePolicy } from './evaluate.ts';
import { readClaims } from './read-claims.ts';

/** Command-line options of `policy explain`. */
export interface ExplainOptions {
  readonly claims: string;
  readonly provider?: string;
}

/**
 * The command `policy explain`: shows what a sign-in with these claims would do, and why. It reads the table and writes
 * nothing.
 */
export async function explainPolicy({ claims: file, provider: name }: ExplainOptions, command: Command): Promise<void> {
  const { table, options } = await openOperator(command, { readOnly: true });
  const configuration = readConfiguration(options);
  const provider = requireSettings(name, configuration, command);
  const claims = await readClaims(file);
  const judgement = await evaluatePolicy(claims, provider, configuration.accounts, table);
  show(await describeEvaluation(judgement, provider, configuration.accounts, table), options);
}

function requireSettings(name: string | undefined, { providers }: Config, command: Command): ProviderSettings {
  const [only, ...others] = providers;
  const found = name === undefined && others.length === 0 ? only : providers.find((provider) => provider.name === name);
  if (found !== undefined) return found;
  const fault = name === undefined ? 'name the provider with --provider' : `no provider '${name}' is enabled`;
  const names = providers.map((provider) => provider.name).join(', ');
  return command.error(`error: ${fault}. There are: ${names}.`, { exitCode: 2 });
}
