import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { providerSecretValue } from '../provider-secret.ts';
import { findDeployment, optionsOf } from './deployment.ts';
import { OpsFailure } from './failure.ts';
import { readSecret } from './hidden-input.ts';
import { show } from './output.ts';

/** Adds `secret set P`. */
export function addSecretCommands(program: Command): void {
  const secret = program.command('secret').description("the providers' client secrets");
  secret
    .command('set <provider>')
    .description('stores the client secret, from a hidden prompt or standard input')
    .action(async (provider: string, _options: unknown, command: Command) => {
      const options = optionsOf(command);
      const arn = (await findDeployment(options)).secretArn(provider);
      const version = await storeSecret(arn, await readSecret(`Client secret of ${provider}: `));
      show({ provider, version }, options);
    });
}

async function storeSecret(arn: string, secret: string): Promise<string> {
  const value = providerSecretValue(secret);
  if (value === undefined) {
    throw new OpsFailure(
      'It must be a client secret, 1 to 1,024 printable characters without spaces around it, or a private key (PKCS #8, PEM) on standard input.',
    );
  }
  const answer = await new SecretsManagerClient({}).send(
    new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify(value) }),
  );
  return answer.VersionId ?? '';
}
