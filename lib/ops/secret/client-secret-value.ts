import { holdsPrivateKey } from '../../../functions/core/contract/client-auth-methods.ts';
import { minimumSecretBytes, tooShortFor } from '../../../functions/core/contract/hmac-secret.ts';
import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { type BindingSettings, bindingMembers, bindingOf } from '../../../functions/core/contract/secret-binding.ts';
import { clientSecretKey, keyIdKey, privateKeyKey } from '../../../functions/core/contract/secret-value.ts';
import { Problem } from '../../../functions/core/errors.ts';
import { requirePresentable } from '../../../functions/core/provider/client-secret/value.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { notSetKey, privateKeyRemedy, providerSecretValue } from '../../config/provider-secret.ts';
import { OpsFailure } from '../cli/failure.ts';

/**
 * JSON members of a provider's secret that contain the credential of the client: a client secret, or a private key with
 * its id.
 */
const kinds = [[clientSecretKey], [privateKeyKey, keyIdKey]] as const;
/** The credential members, and the member that marks a secret in which no credential has been stored yet. */
const secretKeys: ReadonlySet<string> = new Set([...kinds.flat(), notSetKey]);

/**
 * Parses a client secret, or a private key if the client authenticates at the provider with a private key.
 * @param text The client secret or private key, as the operator entered it.
 * @param keyId Id of the private key; needed only if it is neither the configured id nor the key's thumbprint.
 * @returns JSON members to store in the provider's secret.
 * @throws OpsFailure if this provider cannot use the value.
 */
export function parseClientSecret(text: string, settings: ProviderSettings, keyId?: string): SecretValue {
  const value = providerSecretValue(text);
  if (!holdsPrivateKey(settings)) {
    if (value?.[clientSecretKey] !== undefined) return requireLong(value, settings);
    throw new OpsFailure(
      'It must be a client secret: 1 to 1,024 printable characters, without leading or trailing spaces.',
    );
  }
  if (value?.[privateKeyKey] === undefined) {
    throw new OpsFailure(
      `It must be a private key: PKCS #8, PEM, with its first and last line, without a passphrase. ${privateKeyRemedy(settings)}`,
    );
  }
  return requireUsable({ ...value, ...(keyId !== undefined && { [keyIdKey]: keyId }) }, settings);
}

/**
 * Replaces the client secret or private key in the value of a provider's secret, and binds it to the issuer and client
 * of the settings. Nothing of a value that belongs to another issuer or client is kept. Otherwise other members, such
 * as the client's registration, stay. If the value has a private key and `members` has a client secret, or the reverse, the result has
 * both. The functions use the old credential until a configuration with another `tokenEndpointAuthMethod` is deployed.
 */
export function replaceSecret(current: SecretValue, members: SecretValue, settings: BindingSettings): SecretValue {
  const binding = bindingMembers(settings);
  if (bindingOf(current, settings) === 'foreign') return { ...members, ...binding };
  const given = kinds.filter(([key]) => members[key] !== undefined);
  const isFirst = given.every(([key]) => current[key] === undefined);
  const gone: ReadonlySet<string> = isFirst ? new Set([...given.flat(), notSetKey]) : secretKeys;
  const kept = Object.entries(current).filter(([key]) => !gone.has(key));
  return { ...Object.fromEntries(kept), ...members, ...binding };
}

/** The members of a secret's value that contain the client's credential. */
export function secretMembers(value: SecretValue): SecretValue {
  return Object.fromEntries(Object.entries(value).filter(([key]) => secretKeys.has(key) && key !== notSetKey));
}

function requireLong(value: SecretValue, settings: ProviderSettings): SecretValue {
  const algorithm = tooShortFor(String(value[clientSecretKey]), settings);
  if (algorithm === undefined) return value;
  throw new OpsFailure(
    `The client secret is too short: it signs tokens (${algorithm}), and with fewer than ${minimumSecretBytes} characters one token suffices to find it by brute force. Let the provider issue a longer one.`,
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
