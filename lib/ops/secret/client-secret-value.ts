import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import { minimumSecretBytes, tooShortFor } from '../../../functions/core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { clientSecretKey, keyIdKey, privateKeyKey } from '../../../functions/core/contract/secret-value.ts';
import { Problem } from '../../../functions/core/errors.ts';
import { requirePresentable } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { notSetKey, privateKeyRemedy, providerSecretValue } from '../../config/provider-secret.ts';
import { OpsFailure } from '../cli/failure.ts';

/** Members of a provider's secret by which a client authenticates: with a client secret, or with a private key. */
const kinds = [[clientSecretKey], [privateKeyKey, keyIdKey]] as const;
/** These, and what stands for one that was never stored. */
const secretKeys: ReadonlySet<string> = new Set([...kinds.flat(), notSetKey]);

/**
 * Reads a client secret, or the private key of a provider at which the client authenticates by one.
 * @param text As somebody gave it.
 * @param keyId The private key's id, where it is not the configured one, or the key's thumbprint.
 * @returns The members that the provider's secret is to hold.
 * @throws OpsFailure for what cannot be this provider's.
 */
export function parseClientSecret(text: string, settings: ProviderSettings, keyId?: string): SecretValue {
  const value = providerSecretValue(text);
  if (!holdsPrivateKey(settings)) {
    if (value?.[clientSecretKey] !== undefined) return requireLong(value, settings);
    throw new OpsFailure('It must be a client secret, 1 to 1,024 printable characters without spaces around it.');
  }
  if (value?.[privateKeyKey] === undefined) {
    throw new OpsFailure(
      `It must be a private key: PKCS #8, PEM, with its first and last line, and without a passphrase. ${privateKeyRemedy(settings)}`,
    );
  }
  return requireUsable({ ...value, ...(keyId !== undefined && { [keyIdKey]: keyId }) }, settings);
}

/**
 * A secret's value with another client secret or private key; what else it holds, such as the client's registration, is
 * kept. Where the first one of its kind comes, the one of the other kind stays until the next: the functions take it until
 * the configuration with another `tokenEndpointAuthMethod` is deployed.
 */
export function replaceSecret(current: SecretValue, members: SecretValue): SecretValue {
  const given = kinds.filter(([key]) => members[key] !== undefined);
  const isFirst = given.every(([key]) => current[key] === undefined);
  const gone: ReadonlySet<string> = isFirst ? new Set([...given.flat(), notSetKey]) : secretKeys;
  const kept = Object.entries(current).filter(([key]) => !gone.has(key));
  return { ...Object.fromEntries(kept), ...members };
}

/** The members of a value that make it a client secret. */
export function secretMembers(value: SecretValue): SecretValue {
  return Object.fromEntries(Object.entries(value).filter(([key]) => secretKeys.has(key) && key !== notSetKey));
}

function requireLong(value: SecretValue, settings: ProviderSettings): SecretValue {
  const algorithm = tooShortFor(String(value[clientSecretKey]), settings);
  if (algorithm === undefined) return value;
  throw new OpsFailure(
    `The client secret is too short: it signs tokens (${algorithm}), and with fewer than ${minimumSecretBytes} characters anyone who has one token can find it by trying. Let the provider issue a longer one.`,
  );
}

function requireUsable(value: SecretValue, settings: ProviderSettings): SecretValue {
  try {
    requirePresentable(value, settings);
    return value;
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    throw new OpsFailure(`Nothing was stored: ${cause.message}. ${privateKeyRemedy(settings)}`, { cause });
  }
}
