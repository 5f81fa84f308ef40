import type { Command } from 'commander';
import type { RotateKeysOptions } from './rotate.ts';

/** Adds `keys …`. */
export function addKeyCommands(program: Command): void {
  const keys = program.command('keys').description('the session keys');
  keys
    .command('rotate')
    .description('makes the next key the current one, as the schedule does too; no session ends')
    .option('--leaked', 'replaces all keys at once, so that those so far count no more')
    .action(async (options: RotateKeysOptions, command: Command) => {
      const { rotateKeys } = await import('./rotate.ts');
      await rotateKeys(options, command);
    });
  keys
    .command('status')
    .description('shows since when the keys are used and whether the next one is there, never a key')
    .action(async (_options: unknown, command: Command) => {
      const { showKeysStatus } = await import('./status.ts');
      await showKeysStatus(command);
    });
}
