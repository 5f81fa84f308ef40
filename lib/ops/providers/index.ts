import type { Command } from 'commander';

/** Adds the commands `providers …` to the CLI. */
export function addProviderCommands(program: Command): void {
  const providers = program.command('providers').description('the identity providers');
  providers
    .command('list')
    .description('lists the configured providers, and whether they are switched on')
    .action(async (_options: unknown, command: Command) => {
      const { listProviders } = await import('./list.ts');
      await listProviders(command);
    });
  for (const [name, description] of [
    ['enable', 'lets people sign in with a provider again, at once'],
    ['disable', 'stops sign-ins with a provider, at once; open sessions continue'],
  ] as const) {
    providers
      .command(`${name} <provider>`)
      .description(description)
      .action(async (provider: string, _options: unknown, command: Command) => {
        const { setProviderSwitch } = await import('./switch.ts');
        await setProviderSwitch(provider, name === 'enable', command);
      });
  }
  providers
    .command('adopt <provider>')
    .description('gives the accounts linked at a provider to its new issuer; until then, sign-ins with it are refused')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { adoptProvider } = await import('./adopt.ts');
      await adoptProvider(provider, command);
    });
  providers
    .command('forget <provider>')
    .description('drops the cached metadata and keys of a provider that new instances start with')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { forgetProvider } = await import('./forget.ts');
      await forgetProvider(provider, command);
    });
}
