import { type Command, Option } from 'commander';
import { type FileFormat, fileFormats } from './cli/file-format.ts';

/** Adds `users export [FILE]`. */
export function addExportCommand(users: Command): void {
  users
    .command('export [file]')
    .description('writes all accounts to a file, or to standard output')
    .addOption(new Option('--format <format>', "by the file's ending unless given").choices(fileFormats))
    .action(async (file: string | undefined, { format }: { readonly format?: FileFormat }, command: Command) => {
      const { exportAccounts } = await import('./users/export-accounts.ts');
      await exportAccounts(file, format, command);
    });
}
