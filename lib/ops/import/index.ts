import { type Command, InvalidArgumentError, Option } from 'commander';
import { type FileFormat, fileFormats } from '../cli/arguments.ts';
import type { ImportOptions } from './import-file.ts';

interface Options extends ImportOptions {
  readonly format?: FileFormat;
  readonly identities?: string;
  readonly map: ReadonlyMap<string, string>;
  readonly only?: readonly string[];
  readonly includeDeleted?: true;
}

/** Adds the command `users import FILE` to the CLI. */
export function addImportCommand(users: Command): void {
  users
    .command('import <file>')
    .description('creates accounts from CSV, JSON or JSON lines, of an export or of GitLab')
    .addOption(new Option('--format <format>', 'default: by the file extension').choices(fileFormats))
    .option('--identities <file>', 'CSV of identities: user_id or username, provider, extern_uid')
    .addOption(
      new Option('--map <names>', "maps the file's provider names: google_oauth2=google,ldapmain= (empty: omitted)")
        .argParser(parseMap)
        .default(new Map(), 'lower case, hyphens for underscores'),
    )
    .option('--partial', 'imports the valid rows even if others are invalid')
    .option('--only <users>', 'only these rows: ids, usernames or email addresses, by comma', addNames)
    .option('--include-deleted', 'also creates accounts that were deleted on purpose')
    .option('--apply-states', 'sets existing accounts to the states of the file')
    .option('--dry-run', 'validates everything and writes nothing')
    .action(
      async (
        file: string,
        { format, identities, map, only, includeDeleted, ...options }: Options,
        command: Command,
      ) => {
        const [{ openOperator }, { importFile }] = await Promise.all([
          import('../deployment/operator.ts'),
          import('./import-file.ts'),
        ]);
        const operator = await openOperator(command);
        const providers = { map, has: (name: string) => operator.deployment.has(name) };
        const source = {
          ...{ file, providers },
          ...(format && { format }),
          ...(identities !== undefined && { identities }),
          ...(only && { only }),
          ...(includeDeleted && { includeDeleted }),
        };
        await importFile(source, operator, options);
      },
    );
}

function parseMap(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(',').map((pair) => {
      const [theirs = '', ours, ...more] = pair.split('=');
      if (theirs === '' || ours === undefined || more.length > 0) throw new InvalidArgumentError('write theirs=ours,…');
      return [theirs, ours] as const;
    }),
  );
}

function addNames(text: string, names: readonly string[] = []): readonly string[] {
  return [...names, ...text.split(',').filter((name) => name !== '')];
}
