import type { Command } from 'commander';
import type { KeyOption } from './read-client-secret.ts';
import type { RotateOptions } from './rotate.ts';
import type { SetOptions } from './set.ts';

/** Adds `secret …`. */
export function addSecretCommands(program: Command): void {
  const secret = program.command('secret').description("the providers' client secrets");
  addInputCommands(secret);
  addRotationCommands(secret);
  secret
    .command('registration <provider>')
    .description(
      "keeps the token, from a hidden prompt or standard input, by which the provider changes the client's secret",
    )
    .requiredOption('--uri <url>', 'its client configuration endpoint')
    .action(async (provider: string, { uri }: { readonly uri: string }, command: Command) => {
      const { setRegistration } = await import('./registration.ts');
      await setRegistration(provider, uri, command);
    });
  secret
    .command('public-key <provider>')
    .description('shows the public keys of private_key_jwt, to be registered at the provider: a JWKS')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { showPublicKeys } = await import('./public-key.ts');
      await showPublicKeys(provider, command);
    });
  secret
    .command('status <provider>')
    .description('shows the versions of the client secret and what became of them, never the secret')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { showSecretStatus } = await import('./status.ts');
      await showSecretStatus(provider, command);
    });
}

/** A command that reads a client secret or private key. */
function inputCommand(secret: Command, name: string): Command {
  return secret
    .command(`${name} <provider>`)
    .option('--key-id <id>', "id of the private key, if not the configured one (Apple) or the key's own thumbprint");
}

function addInputCommands(secret: Command): void {
  inputCommand(secret, 'set')
    .description('takes a client secret from a hidden prompt or standard input, proves it and makes it the current one')
    .option('--unproved', 'where the provider cannot be asked: current at once')
    .action(async (provider: string, options: SetOptions, command: Command) => {
      const { setSecret } = await import('./set.ts');
      await setSecret(provider, options, command);
    });
  inputCommand(secret, 'stage')
    .description('keeps a client secret for the next rotation')
    .action(async (provider: string, options: KeyOption, command: Command) => {
      const { stageSecret } = await import('./stage.ts');
      await stageSecret(provider, options, command);
    });
  secret
    .command('unstage <provider>')
    .description('takes away what is kept for the next rotation')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { unstageSecret } = await import('./stage.ts');
      await unstageSecret(provider, command);
    });
}

function addRotationCommands(secret: Command): void {
  secret
    .command('rotate <provider>')
    .description('proves what is staged, or what the provider issues, and makes it the current one')
    .option('--leaked', 'the one so far counts no more at once')
    .action(async (provider: string, options: RotateOptions, command: Command) => {
      const { rotateSecret } = await import('./rotate.ts');
      await rotateSecret(provider, options, command);
    });
  secret
    .command('rollback <provider>')
    .description('proves the client secret before the current one, and makes it current again')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { rollBackSecret } = await import('./rollback.ts');
      await rollBackSecret(provider, command);
    });
}
