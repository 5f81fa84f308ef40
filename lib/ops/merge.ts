import type { Command } from 'commander';

/** Adds `users merge A B`. */
export function addMergeCommand(users: Command): void {
  users
    .command('merge <into> <from>')
    .description('moves all identities of the second account to the first one, and deletes the second')
    .action(async (into: string, from: string, _options: unknown, command: Command) => {
      const { mergeAccounts } = await import('./users/merge-accounts.ts');
      await mergeAccounts(into, from, command);
    });
}
