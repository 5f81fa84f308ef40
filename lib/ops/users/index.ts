import { type Command, Option } from 'commander';
import { stateChanges } from '../../../functions/core/accounts/states.ts';
import { userStates } from '../../../functions/core/accounts/user.ts';
import { defaultLimit, type FileFormat, fileFormats, parseLimit } from '../cli/arguments.ts';
import { addImportCommand } from '../import/index.ts';
import { parseCursor } from './cursor.ts';
import type { ListOptions } from './list.ts';

const descriptions: Readonly<Record<(typeof stateChanges)[number], string>> = {
  approve: 'lets accounts that wait for approval sign in',
  activate: 'makes accounts active, whatever kept them from it',
  block: 'ends access at once, until unblocked',
  unblock: 'lets blocked accounts sign in again',
  ban: 'ends access at once; the person is told that it is for good',
  unban: 'lets banned accounts sign in again',
  deactivate: 'puts accounts to sleep: sessions end, the next sign-in wakes them',
};

/** Adds `users …`; U is an id, a username or a verified e-mail address. */
export function addUserCommands(program: Command): void {
  const users = program.command('users').description('the accounts');
  users
    .command('list')
    .description('lists accounts, the newest first')
    .addOption(new Option('--state <state>', 'those in this state').choices(userStates))
    .option('--provider <provider>', 'those with an identity there; the whole list is read for it')
    .option('--limit <n>', 'how many', parseLimit, defaultLimit)
    .option('--after <place>', 'those behind the page that named this place', parseCursor)
    .option('--all', 'everything, while it is read')
    .action(async (options: ListOptions, command: Command) => {
      const { listAccounts } = await import('./list.ts');
      await listAccounts(options, command);
    });
  users
    .command('show <user>')
    .description('shows an account with its identities and sign-ins')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { showAccount } = await import('./show.ts');
      await showAccount(name, command);
    });
  for (const change of stateChanges) {
    users
      .command(`${change} <user...>`)
      .description(descriptions[change])
      .action(async (names: readonly string[], _options: unknown, command: Command) => {
        const { changeStates } = await import('./change-state.ts');
        await changeStates(change, names, command);
      });
  }
  users
    .command('reject <user...>')
    .description('deletes accounts that wait for approval')
    .action(async (names: readonly string[], _options: unknown, command: Command) => {
      const { rejectAccounts } = await import('./change-state.ts');
      await rejectAccounts(names, command);
    });
  addDeleteCommand(users);
  addMergeCommand(users);
  addImportCommand(users);
  addExportCommand(users);
}

function addDeleteCommand(users: Command): void {
  users
    .command('delete <user>')
    .description('deletes an account with all that belongs to it; by its id also what is left of one that is gone')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { deleteAccount } = await import('./delete-account.ts');
      await deleteAccount(name, command);
    });
}

function addMergeCommand(users: Command): void {
  users
    .command('merge <into> <from>')
    .description('moves all identities of the second account to the first one, and deletes the second')
    .action(async (into: string, from: string, _options: unknown, command: Command) => {
      const { mergeAccounts } = await import('./merge-accounts.ts');
      await mergeAccounts(into, from, command);
    });
}

function addExportCommand(users: Command): void {
  users
    .command('export [file]')
    .description('writes all accounts to a file, or to standard output')
    .addOption(new Option('--format <format>', "by the file's ending unless given").choices(fileFormats))
    .action(async (file: string | undefined, { format }: { readonly format?: FileFormat }, command: Command) => {
      const { exportAccounts } = await import('./export-accounts.ts');
      await exportAccounts(file, format, command);
    });
}
