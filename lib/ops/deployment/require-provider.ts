import type { Command } from 'commander';
import { readConfiguration } from './configuration.ts';
import type { Operator } from './operator.ts';

/**
 * If the deployment does not have the provider, ends the command with a usage error that lists the deployment's
 * providers.
 */
export function requireProvider(name: string, { deployment, options }: Operator, command: Command): void {
  if (deployment.has(name)) return;
  const names = readConfiguration(options).declaredProviders.filter(deployment.has);
  command.error(`error: the deployment has no provider '${name}'. There are: ${names.join(', ')}.`, { exitCode: 2 });
}
