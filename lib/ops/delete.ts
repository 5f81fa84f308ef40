import type { Command } from 'commander';

/** Adds `users delete U`. */
export function addDeleteCommand(users: Command): void {
  users
    .command('delete <user>')
    .description('deletes an account with all that belongs to it; by its id also what is left of one that is gone')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { deleteAccount } = await import('./users/delete-account.ts');
      await deleteAccount(name, command);
    });
}
