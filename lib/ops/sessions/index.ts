import { type Command, Option } from 'commander';
import { parseSince } from '../cli/arguments.ts';

/** How far back `sessions end-all --provider` looks for linked and unlinked identities, unless `--since` is given. */
const defaultSince = '30d';

/** Adds the commands `sessions …` to the CLI. */
export function addSessionCommands(program: Command): void {
  const now = Date.now();
  const sessions = program.command('sessions').description("the accounts' sessions");
  sessions
    .command('list <user>')
    .description("lists an account's open sessions, most recently used first")
    .action(async (name: string, _options: unknown, command: Command) => {
      const { listOpenSessions } = await import('./list.ts');
      await listOpenSessions(name, command);
    });
  sessions
    .command('end <session>')
    .description('ends a session at its next request; <session> as `sessions list` shows it')
    .option('--user <user>', 'owner of the session, if <session> is only ses_…')
    .action(async (name: string, options: { readonly user?: string }, command: Command) => {
      const { endOneSession } = await import('./end.ts');
      await endOneSession(name, options.user, command);
    });
  sessions
    .command('end-all [user]')
    .description('ends all sessions of an account, or of everyone, at their next requests')
    .option('--everyone', 'all accounts')
    .option(
      '--provider <provider>',
      'with --everyone: accounts with an identity at this provider, or with one linked or unlinked there since --since',
    )
    .addOption(
      new Option(
        '--since <time>',
        `with --provider: ISO 8601, or an age (90m, 24h, 7d); default: ${defaultSince}`,
      ).argParser((text) => parseSince(text, now)),
    )
    .action((name: string | undefined, options: EndAllOptions, command: Command) =>
      endAll(name, options, now, command),
    );
}

interface EndAllOptions {
  readonly everyone?: true;
  readonly provider?: string;
  /** Milliseconds since the epoch. */
  readonly since?: number;
}

async function endAll(
  name: string | undefined,
  { everyone, provider, since }: EndAllOptions,
  now: number,
  command: Command,
): Promise<void> {
  if ((name === undefined) === (everyone === undefined)) {
    command.error('error: give a user, or --everyone, and not both.', { exitCode: 2 });
  }
  if (name !== undefined && provider !== undefined) {
    command.error('error: --provider goes with --everyone.', { exitCode: 2 });
  }
  if (provider === undefined && since !== undefined) {
    command.error('error: --since goes with --provider.', { exitCode: 2 });
  }
  if (name !== undefined) {
    const { endEverySession } = await import('./end.ts');
    await endEverySession(name, command);
  } else if (provider === undefined) {
    const { endEveryonesSessions } = await import('./end-everyone.ts');
    await endEveryonesSessions(command);
  } else {
    const { endSessionsOfProvider } = await import('./end-everyone.ts');
    await endSessionsOfProvider({ provider, since: since ?? parseSince(defaultSince, now) }, command);
  }
}
