import { type Command, Option } from 'commander';
import { stateChanges } from '../../../functions/core/accounts/states.ts';
import { userStates } from '../../../functions/core/accounts/user.ts';
import { defaultLimit, type FileFormat, fileFormats, parseLimit } from '../cli/arguments.ts';
import { addImportCommand } from '../import/index.ts';
import { parseCursor } from './cursor.ts';
import type { ListOptions } from './list.ts';

const descriptions: Readonly<Record<(typeof stateChanges)[number], string>> = {
  approve: 'lets accounts that wait for approval sign in',
  activate: 'makes accounts active, whatever their state',
  block: 'ends access at once, until unblocked',
  unblock: 'lets blocked accounts sign in again',
  ban: 'ends access at once; the person is told that the ban is permanent',
  unban: 'lets banned accounts sign in again',
  deactivate: 'deactivates accounts: sessions end, the next sign-in reactivates them',
};

/**
 * Adds the commands `users …` to the CLI. An account is named by its id, its username or its verified email address.
 */
export function addUserCommands(program: Command): void {
  const users = program.command('users').description('the accounts');
  users
    .command('list')
    .description('lists accounts, newest first')
    .addOption(new Option('--state <state>', 'accounts in this state').choices(userStates))
    .option('--provider <provider>', 'accounts with an identity at this provider; reads the whole list')
    .option('--limit <n>', 'maximum number of rows', parseLimit, defaultLimit)
    .option('--after <cursor>', 'the next page, by the cursor that the previous page printed', parseCursor)
    .option('--all', 'all rows, streamed')
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
    const added = users.command(`${change} <user...>`).description(descriptions[change]);
    if (change === 'ban') added.option('--everywhere', "also the person's other accounts, identities and address");
    added.action(async (names: readonly string[], options: { readonly everywhere?: true }, command: Command) => {
      if (options.everywhere === true) {
        const { banEverywhere } = await import('./ban-everywhere.ts');
        await banEverywhere(names, command);
      } else {
        const { changeStates } = await import('./change-state.ts');
        await changeStates(change, names, command);
      }
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
  addUnlinkCommand(users);
  addImportCommand(users);
  addExportCommand(users);
}

function addDeleteCommand(users: Command): void {
  users
    .command('delete <user>')
    .description('deletes an account and all its data; given an id, also cleans up a partially deleted account')
    .action(async (name: string, _options: unknown, command: Command) => {
      const { deleteAccount } = await import('./delete-account.ts');
      await deleteAccount(name, command);
    });
}

function addMergeCommand(users: Command): void {
  users
    .command('merge <into> <from>')
    .description('moves the identities of the second account to the first, and deletes the second')
    .action(async (into: string, from: string, _options: unknown, command: Command) => {
      const { mergeAccounts } = await import('./merge-accounts.ts');
      await mergeAccounts(into, from, command);
    });
}

function addUnlinkCommand(users: Command): void {
  users
    .command('unlink <user> <provider>')
    .description('unlinks the identity at a provider, and ends the sessions that were opened through it')
    .option('--last', "even if it is the account's last sign-in method")
    .action(async (name: string, provider: string, { last = false }: { readonly last?: boolean }, command: Command) => {
      const { unlinkFromAccount } = await import('./unlink-identity.ts');
      await unlinkFromAccount(name, { provider, last }, command);
    });
}

function addExportCommand(users: Command): void {
  users
    .command('export [file]')
    .description('writes all accounts to a file, or to standard output')
    .addOption(new Option('--format <format>', 'default: by the file extension').choices(fileFormats))
    .action(async (file: string | undefined, { format }: { readonly format?: FileFormat }, command: Command) => {
      const { exportAccounts } = await import('./export-accounts.ts');
      await exportAccounts(file, format, command);
    });
}
