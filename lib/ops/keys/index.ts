import type { Command } from 'commander';
import type { RotateKeysOptions } from './rotate.ts';

/** Adds the commands `keys …` to the CLI. */
export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('the session keys');
  keys
    .command('rotate')
    .description('rotates the session keys, as the schedule does; no session ends')
    .option('--leaked', 'replaces all session keys at once; the old ones verify nothing any more')
    .action(async (options: RotateKeysOptions, command: Command) => {
      const { rotateKeys } = await import('./rotate.ts');
      await rotateKeys(options, command);
    });
  keys
    .command('status')
    .description('shows when the current key was activated and whether a next key is ready; never a key')
    .action(async (_options: unknown, command: Command) => {
      const { showKeysStatus } = await import('./status.ts');
      await showKeysStatus(command);
    });
}
