import type { Command } from 'commander';
import type { KeyOption } from './read-client-secret.ts';
import type { RotateOptions } from './rotate.ts';
import type { SetOptions } from './set.ts';

/** Adds the commands `secret …` to the CLI. */
export function addSecretCommands(program: Command): void {
  const secret = program.command('secret').description("the providers' client secrets");
  addInputCommands(secret);
  addRotationCommands(secret);
  secret
    .command('registration <provider>')
    .description(
      'stores the registration access token, from a hidden prompt or standard input, with which the provider issues client secrets',
    )
    .requiredOption('--uri <url>', 'client configuration endpoint (RFC 7592)')
    .action(async (provider: string, { uri }: { readonly uri: string }, command: Command) => {
      const { setRegistration } = await import('./registration.ts');
      await setRegistration(provider, uri, command);
    });
  secret
    .command('public-key <provider>')
    .description('prints the private_key_jwt public keys to register at the provider, as a JWKS')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { showPublicKeys } = await import('./public-key.ts');
      await showPublicKeys(provider, command);
    });
  secret
    .command('status <provider>')
    .description('shows the versions of the client secret, the last proof and failure; never the secret')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { showSecretStatus } = await import('./status.ts');
      await showSecretStatus(provider, command);
    });
}

/** Declares a command that reads a client secret or private key from the operator. */
function inputCommand(secret: Command, name: string): Command {
  return secret
    .command(`${name} <provider>`)
    .option('--key-id <id>', "id of the private key, if not the configured one (Apple) or the key's own thumbprint");
}

function addInputCommands(secret: Command): void {
  inputCommand(secret, 'set')
    .description('reads a client secret from a hidden prompt or standard input, proves it and makes it current')
    .option('--unproved', 'skips the proof, if the provider cannot be asked')
    .action(async (provider: string, options: SetOptions, command: Command) => {
      const { setSecret } = await import('./set.ts');
      await setSecret(provider, options, command);
    });
  inputCommand(secret, 'stage')
    .description('stages a client secret for the next rotation')
    .action(async (provider: string, options: KeyOption, command: Command) => {
      const { stageSecret } = await import('./stage.ts');
      await stageSecret(provider, options, command);
    });
  secret
    .command('unstage <provider>')
    .description('removes the staged client secret')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { unstageSecret } = await import('./stage.ts');
      await unstageSecret(provider, command);
    });
}

function addRotationCommands(secret: Command): void {
  secret
    .command('rotate <provider>')
    .description('proves the staged client secret, or one that the provider issues, and makes it current')
    .option('--leaked', 'revokes the client secret in use at once')
    .action(async (provider: string, options: RotateOptions, command: Command) => {
      const { rotateSecret } = await import('./rotate.ts');
      await rotateSecret(provider, options, command);
    });
  secret
    .command('rollback <provider>')
    .description('proves the previous client secret, and makes it current again')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const { rollBackSecret } = await import('./rollback.ts');
      await rollBackSecret(provider, command);
    });
}
