import type { Command } from 'commander';
import type { DoctorOptions } from './run-checks.ts';

/** Adds the command `doctor` to the CLI. */
export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .description('checks the deployment and each provider end to end, with a remedy for each fault')
    .option('--url <url>', 'public origin of the API; default: from the stack or the configuration')
    .option('--api-stack <name>', 'the deployed stack of the API', 'Postern-Api')
    .action(async (options: DoctorOptions, command: Command) => {
      const { runDoctor } = await import('./run-checks.ts');
      await runDoctor(options, command);
    });
}
