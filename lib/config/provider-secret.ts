import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import { holdsPrivateKey } from '../../functions/core/contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { clientSecretKey, privateKeyKey } from '../../functions/core/contract/secret-value.ts';
import { curveOf, leastRsaBits, readPrivateKey } from '../../functions/core/oidc/client-auth/private-key.ts';

/** Key of what CloudFormation puts into a provider's secret, which cannot be empty: nothing reads it. */
export const notSetKey = 'not_set';

const privateKey = /^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{1,4096}\n-----END PRIVATE KEY-----\n?$/;
const clientSecret = /^[!-~](?:[ -~]{0,1022}[!-~])?$/;

/**
 * What a provider's secret is to hold: the client secret, or the private key (PKCS #8, PEM) that client secrets are made
 * from.
 * @param text As somebody gave it.
 * @returns undefined where it is neither.
 */
export function providerSecretValue(text: string): Readonly<Record<string, string>> | undefined {
  const key = text.replaceAll('\r\n', '\n').trim();
  if (privateKey.test(key)) return { [privateKeyKey]: key };
  return clientSecret.test(text) ? { [clientSecretKey]: text } : undefined;
}

/**
 * What keeps a text from being the private key that a client authenticates by (`private_key_jwt`), and how to come by
 * one, in a sentence or two that show nothing of it. The key's id is not asked for.
 * @param text As somebody gave it.
 * @returns undefined where the key will do, and where the client authenticates by other means.
 */
export function privateKeyFinding(text: string, settings: ProviderSettings): string | undefined {
  const algorithm = settings.clientAssertion?.algorithm;
  if (algorithm === undefined || !isAsymmetric(algorithm)) return undefined;
  try {
    const key = providerSecretValue(text)?.[privateKeyKey];
    if (key === undefined) throw new Error('it is no private key (PKCS #8, PEM, without a passphrase)');
    readPrivateKey(key, algorithm);
    return undefined;
  } catch (cause) {
    return `${cause instanceof Error ? cause.message : 'it is no private key'}. ${privateKeyRemedy(settings)}`;
  }
}

/**
 * Name of the file that a provider's private key comes in; undefined if its secret holds a client secret.
 * @param keyId The key's id, if it is not the configured one.
 */
export function privateKeyFile(
  settings: ProviderSettings,
  keyId = settings.clientSecretJwt?.keyId,
): string | undefined {
  if (settings.clientSecretJwt !== undefined) return `AuthKey_${keyId}.p8`;
  return holdsPrivateKey(settings) ? `${settings.name}.pem` : undefined;
}

/** How to come by a private key that will do, in a sentence or two. */
export function privateKeyRemedy({ clientSecretJwt, clientAssertion }: ProviderSettings): string {
  const { algorithm, keyHeader } = clientAssertion ?? {};
  if (clientSecretJwt !== undefined) return 'Give the .p8 file as it came from Apple.';
  if (algorithm === undefined || !isAsymmetric(algorithm)) return '';
  const certificate =
    keyHeader === 'x5t#S256' ? " Its certificate's SHA-256 thumbprint, in base64url, comes with --key-id." : '';
  return `For ${algorithm} (tokenEndpointAuthSigningAlg), this makes one: openssl genpkey ${opensslOptions(curveOf(algorithm))}.${certificate}`;
}

function opensslOptions(curve: string | undefined): string {
  if (curve === undefined) return `-algorithm RSA -pkeyopt rsa_keygen_bits:${leastRsaBits}`;
  return curve === 'Ed25519' ? '-algorithm ed25519' : `-algorithm EC -pkeyopt ec_paramgen_curve:${curve}`;
}
