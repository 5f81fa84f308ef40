import type { Command } from 'commander';

/** Adds the commands `sessions …` to the CLI. */
export function addSessionCommands(program: Command): void {
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
    .option('--provider <provider>', 'with --everyone: accounts with an identity at this provider')
    .action(endAll);
}

interface EndAllOptions {
  readonly everyone?: true;
  readonly provider?: string;
}

async function endAll(
  name: string | undefined,
  { everyone, provider }: EndAllOptions,
  command: Command,
): Promise<void> {
  if ((name === undefined) === (everyone === undefined)) {
    command.error('error: give a user, or --everyone, and not both.', { exitCode: 2 });
  }
  if (name !== undefined && provider !== undefined) {
    command.error('error: --provider goes with --everyone.', { exitCode: 2 });
  }
  if (name === undefined) {
    const { endEveryonesSessions } = await import('./end-everyone.ts');
    await endEveryonesSessions(provider, command);
  } else {
    const { endEverySession } = await import('./end.ts');
    await endEverySession(name, command);
  }
}
