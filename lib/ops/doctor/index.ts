import type { Command } from 'commander';
import type { DoctorOptions } from './run-checks.ts';

/** Adds `doctor`. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('checks the deployment and each provider end to end, and says what is wrong')
    .option('--url <url>', 'where people sign in, unless the stack or the configuration tells')
    .option('--api-stack <name>', 'the deployed stack that holds the API', 'Postern-Api')
    .action(async (options: DoctorOptions, command: Command) => {
      const { runDoctor } = await import('./run-checks.ts');
      await runDoctor(options, command);
    });
}
