import { Problem } from '../../../functions/core/errors.ts';
import {
  clientSecretKey,
  keyIdKey,
  minimumSecretBytes,
  type ProviderSettings,
  privateKeyKey,
} from '../../../functions/core/names.ts';
import { presentedSecret } from '../../../functions/core/provider/client-secret.ts';
import type { SecretValue } from '../../../functions/core/secrets/port.ts';
import { notSetKey, providerSecretValue } from '../../provider-secret.ts';
import { OpsFailure } from '../failure.ts';

/** Members of a provider's secret that make it a client secret, or stand for one that was never stored. */
const secretKeys: ReadonlySet<string> = new Set([clientSecretKey, privateKeyKey, keyIdKey, notSetKey]);

/**
 * Reads a client secret, or the private key of a provider whose client secret is made from one.
 * @param text As somebody gave it.
 * @param keyId The private key's id, where it is not the configured one.
 * @returns The members that the provider's secret is to hold.
 * @throws OpsFailure for what cannot be this provider's.
 */
export function parseClientSecret(text: string, settings: ProviderSettings, keyId?: string): SecretValue {
  const value = providerSecretValue(text);
  if (settings.clientSecretJwt === undefined) {
    if (value?.[clientSecretKey] !== undefined) return requireLong(value, settings);
    throw new OpsFailure('It must be a client secret, 1 to 1,024 printable characters without spaces around it.');
  }
  if (value?.[privateKeyKey] === undefined) {
    throw new OpsFailure(
      'It must be the private key as the provider gave it: PKCS #8, PEM, with its first and last line.',
    );
  }
  return requireUsable({ ...value, ...(keyId !== undefined && { [keyIdKey]: keyId }) }, settings);
}

/** A secret's value with another client secret; what else it holds, such as the client's registration, is kept. */
export function replaceSecret(current: SecretValue, members: SecretValue): SecretValue {
  const kept = Object.entries(current).filter(([key]) => !secretKeys.has(key));
  return { ...Object.fromEntries(kept), ...members };
}

/** The members of a value that make it a client secret. */
export function secretMembers(value: SecretValue): SecretValue {
  return Object.fromEntries(Object.entries(value).filter(([key]) => secretKeys.has(key) && key !== notSetKey));
}

function requireLong(
  value: SecretValue,
  { issuer, idTokenSignedResponseAlg: algorithm }: ProviderSettings,
): SecretValue {
  // An issuer by plain http is this machine's own.
  const signs = algorithm.startsWith('HS') && issuer.startsWith('https:');
  if (!signs || Buffer.byteLength(String(value[clientSecretKey])) >= minimumSecretBytes) return value;
  throw new OpsFailure(
    `The client secret is too short: it signs the ID tokens (${algorithm}), and with fewer than ${minimumSecretBytes} characters anyone who has one token can find it by trying. Let the provider issue a longer one.`,
  );
}

function requireUsable(value: SecretValue, settings: ProviderSettings): SecretValue {
  try {
    presentedSecret(value, settings, Date.now());
    return value;
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    throw new OpsFailure(
      'No client secret can be made from the private key: it must be one for ES256, of the curve P-256.',
      {
        cause,
      },
    );
  }
}
