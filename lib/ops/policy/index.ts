import type { Command } from 'commander';
import type { ExplainOptions } from './explain.ts';

/** Adds the command `policy explain` to the CLI. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('the provisioning policy');
  policy
    .command('explain')
    .description('explains what a sign-in with these claims would do and why, without writing')
    .requiredOption('--claims <file>', "an ID token's payload as JSON; - for standard input")
    .option('--provider <provider>', 'issuer of the claims, if several providers are enabled')
    .action(async (options: ExplainOptions, command: Command) => {
      const { explainPolicy } = await import('./explain.ts');
      await explainPolicy(options, command);
    });
}
