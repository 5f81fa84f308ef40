import { type Command, InvalidArgumentError, Option } from 'commander';
import { type FileFormat, fileFormats } from '../cli/arguments.ts';
import type { ImportOptions } from './import-file.ts';

interface Options extends ImportOptions {
  readonly format?: FileFormat;
  readonly identities?: string;
  readonly map: ReadonlyMap<string, string>;
}

/** Adds `users import FILE`. */
export function addImportCommand(users: Command): void {
  users
    .command('import <file>')
    .description("makes accounts of a file: CSV, JSON or JSON lines, an export's or GitLab's")
    .addOption(new Option('--format <format>', "by the file's ending unless given").choices(fileFormats))
    .option('--identities <file>', 'CSV with user_id or username, provider, and extern_uid: identities by user')
    .addOption(
      new Option('--map <names>', "the file's names of providers: google_oauth2=google,ldapmain= (empty: left out)")
        .argParser(parseMap)
        .default(new Map(), 'lower case, hyphens for underscores'),
    )
    .option('--partial', 'imports the good rows where others are bad')
    .option('--dry-run', 'checks everything and writes nothing')
    .action(async (file: string, { format, identities, map, ...options }: Options, command: Command) => {
      const [{ openOperator }, { importFile }] = await Promise.all([
        import('../deployment/operator.ts'),
        import('./import-file.ts'),
      ]);
      const operator = await openOperator(command);
      const providers = { map, has: (name: string) => operator.deployment.has(name) };
      const source = { file, providers, ...(format && { format }), ...(identities !== undefined && { identities }) };
      await importFile(source, operator, options);
    });
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
