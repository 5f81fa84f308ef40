import type { Command } from 'commander';
import type { ExplainOptions } from './explain.ts';

/** Adds `policy explain`. */
export function addPolicyCommands(program: Command): void {
  const policy = program.command('policy').description('who gets an account');
  policy
    .command('explain')
    .description('says what a sign-in with these claims would do and why, and writes nothing')
    .requiredOption('--claims <file>', "an ID token's payload as JSON; - for standard input")
    .option('--provider <provider>', 'whom the claims come from, where there is more than one')
    .action(async (options: ExplainOptions, command: Command) => {
      const { explainPolicy } = await import('./explain.ts');
      await explainPolicy(options, command);
    });
}
