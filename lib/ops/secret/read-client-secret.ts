import type { Command } from 'commander';
import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { privateKeyFile } from '../../config/provider-secret.ts';
import { OpsFailure } from '../cli/failure.ts';
import { readHiddenInput } from '../cli/hidden-input.ts';
import { parseClientSecret } from './client-secret-value.ts';
import type { ProviderSecret } from './provider-secret.ts';

/** Command-line option of the commands that read a private key. */
export interface KeyOption {
  readonly keyId?: string;
}

/**
 * Syntax of a private key's id: Apple's key ID, the certificate's SHA-256 thumbprint (RFC 7515 section 4.1.8), or the
 * `kid` of a JWK.
 */
const keyIds = {
  apple: { pattern: /^[A-Z0-9]{10}$/, form: 'the key ID that Apple shows: 10 letters and digits' },
  'x5t#S256': {
    pattern: /^[A-Za-z0-9_-]{43}$/,
    form: "the SHA-256 thumbprint of the key's certificate: 43 characters of base64url",
  },
  kid: { pattern: /^[!-~]{1,255}$/, form: '1 to 255 printable characters without spaces' },
} as const;

/**
 * Reads a client secret from a hidden prompt, or a client secret or private key from standard input.
 * @returns JSON members to store in the provider's secret.
 * @throws OpsFailure if this provider cannot use the value.
 * @throws PromptAborted if the operator interrupts the prompt.
 */
export async function readClientSecret(
  { settings }: ProviderSecret,
  { keyId }: KeyOption,
  command: Command,
): Promise<SecretValue> {
  const { name } = settings;
  checkKeyId(keyId, settings, command);
  if (holdsPrivateKey(settings) && process.stdin.isTTY) {
    throw new OpsFailure(
      `The private key has several lines: pass it on standard input, npm run ops -- ${commandPath(command)} ${name} < ${privateKeyFile(settings, keyId)}`,
    );
  }
  return parseClientSecret(await readHiddenInput(`Client secret of ${name}: `), settings, keyId);
}

function checkKeyId(keyId: string | undefined, settings: ProviderSettings, command: Command): void {
  if (keyId === undefined) return;
  const { name, clientSecretJwt, clientAssertion } = settings;
  if (!holdsPrivateKey(settings)) {
    command.error(`error: the client secret of ${name} is not a private key, so it has no --key-id.`, { exitCode: 2 });
  }
  const { pattern, form } = keyIds[clientSecretJwt === undefined ? (clientAssertion?.keyHeader ?? 'kid') : 'apple'];
  if (!pattern.test(keyId)) command.error(`error: --key-id must be ${form}.`, { exitCode: 2 });
}

function commandPath(command: Command): string {
  return `${command.parent?.name()} ${command.name()}`;
}
