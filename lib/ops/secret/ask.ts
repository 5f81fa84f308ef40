import { type Command, InvalidArgumentError } from 'commander';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { OpsFailure } from '../failure.ts';
import { readSecret } from '../hidden-input.ts';
import { parseClientSecret } from './new-value.ts';
import type { ProviderSecret } from './provider-secret.ts';

/** The option with which a private key comes. */
export interface KeyOption {
  readonly keyId?: string;
}

/**
 * Reads the id of a private key, as Apple gives them.
 * @throws InvalidArgumentError
 */
export function parseKeyId(text: string): string {
  if (/^[A-Z0-9]{10}$/.test(text)) return text;
  throw new InvalidArgumentError('It must be the key ID that Apple shows: 10 letters and digits.');
}

/**
 * Asks for a client secret, or takes it from standard input.
 * @returns The members that the provider's secret is to hold.
 * @throws OpsFailure for what cannot be this provider's.
 */
export async function askClientSecret(
  { settings }: ProviderSecret,
  { keyId }: KeyOption,
  command: Command,
): Promise<SecretValue> {
  const { name, clientSecretJwt } = settings;
  if (keyId !== undefined && clientSecretJwt === undefined) {
    command.error(`error: the client secret of ${name} is no private key, so it has no --key-id.`, { exitCode: 2 });
  }
  if (clientSecretJwt !== undefined && process.stdin.isTTY) {
    throw new OpsFailure(
      `The private key has several lines: give it on standard input, npm run ops -- ${commandPath(command)} ${name} < AuthKey_${keyId ?? clientSecretJwt.keyId}.p8`,
    );
  }
  return parseClientSecret(await readSecret(`Client secret of ${name}: `), settings, keyId);
}

function commandPath(command: Command): string {
  return `${command.parent?.name()} ${command.name()}`;
}
