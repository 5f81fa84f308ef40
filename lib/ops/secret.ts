import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Command } from 'commander';
import { clientSecretKey } from '../../functions/core/names.ts';
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
  if (!/^[\x20-\x7e]{1,1024}$/.test(secret) || secret.trim() !== secret) {
    throw new OpsFailure('The client secret must be 1 to 1,024 printable characters without spaces around it.');
  }
  const answer = await new SecretsManagerClient({}).send(
    new PutSecretValueCommand({ SecretId: arn, SecretString: JSON.stringify({ [clientSecretKey]: secret }) }),
  );
  return answer.VersionId ?? '';
}
