import type { Command } from 'commander';
import { readConfiguration } from './configuration.ts';
import type { Operator } from './operator.ts';

/** Takes a provider that the deployment lacks for a mistake in the command, and names those that there are. */
export function requireProvider(name: string, { deployment, options }: Operator, command: Command): void {
  if (deployment.has(name)) return;
  const names = readConfiguration(options).declaredProviders.filter(deployment.has);
  command.error(`error: the deployment has no provider '${name}'. There are: ${names.join(', ')}.`, { exitCode: 2 });
}
