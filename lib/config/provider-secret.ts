import { isAsymmetric } from '../../functions/core/contract/algorithms.ts';
import { holdsPrivateKey } from '../../functions/core/contract/client-auth-methods.ts';
import type { ProviderSettings } from '../../functions/core/contract/provider-settings.ts';
import { clientSecretKey, privateKeyKey } from '../../functions/core/contract/secret-value.ts';
import { curveOf, leastRsaBits, readPrivateKey } from '../../functions/core/oidc/client-auth/private-key.ts';

/**
 * JSON key in the initial value of a provider's secret. CloudFormation generates that value, and nothing uses it as a
 * credential.
 */
export const notSetKey = 'not_set';

const privateKey = /^-----BEGIN PRIVATE KEY-----\n[A-Za-z0-9+/=\n]{1,4096}\n-----END PRIVATE KEY-----\n?$/;
const clientSecret = /^[!-~](?:[ -~]{0,1022}[!-~])?$/;

/**
 * The value of a provider's secret, as JSON: a client secret, or a private key (PKCS #8, PEM).
 * @param text As entered by the operator.
 * @returns undefined if `text` is neither.
 */
export function providerSecretValue(text: string): Readonly<Record<string, string>> | undefined {
  const key = text.replaceAll('\r\n', '\n').trim();
  if (privateKey.test(key)) return { [privateKeyKey]: key };
  return clientSecret.test(text) ? { [clientSecretKey]: text } : undefined;
}

/**
 * Why a text cannot be the private key for `private_key_jwt`, and the remedy, in sentences that reveal nothing of the
 * text. The key ID that the provider assigned to the key is not checked.
 * @param text As entered by the operator.
 * @returns undefined if the key is usable, or the client does not authenticate with a private key.
 */
export function privateKeyFinding(text: string, settings: ProviderSettings): string | undefined {
  const algorithm = settings.clientAssertion?.algorithm;
  if (algorithm === undefined || !isAsymmetric(algorithm)) return undefined;
  try {
    const key = providerSecretValue(text)?.[privateKeyKey];
    if (key === undefined) throw new Error('it is not a private key (PKCS #8, PEM, without a passphrase)');
    readPrivateKey(key, algorithm);
    return undefined;
  } catch (cause) {
    return `${cause instanceof Error ? cause.message : 'it is not a private key'}. ${privateKeyRemedy(settings)}`;
  }
}

/**
 * File name of a provider's private key, as commands and hints show it. It is undefined if the provider's secret holds
 * a client secret.
 * @param keyId Apple's ID of the key, if it differs from the configured one.
 */
export function privateKeyFile(
  settings: ProviderSettings,
  keyId = settings.clientSecretJwt?.keyId,
): string | undefined {
  if (settings.clientSecretJwt !== undefined) return `AuthKey_${keyId}.p8`;
  return holdsPrivateKey(settings) ? `${settings.name}.pem` : undefined;
}

/**
 * How to obtain a usable private key, in one or two sentences. It is empty if the provider's client assertions use no
 * private key.
 */
export function privateKeyRemedy({ clientSecretJwt, clientAssertion }: ProviderSettings): string {
  const { algorithm, keyHeader } = clientAssertion ?? {};
  if (clientSecretJwt !== undefined) return 'Use the .p8 file from Apple, unchanged.';
  if (algorithm === undefined || !isAsymmetric(algorithm)) return '';
  const certificate =
    keyHeader === 'x5t#S256' ? " Set --key-id to its certificate's SHA-256 thumbprint in base64url." : '';
  return `For ${algorithm} (tokenEndpointAuthSigningAlg), create one with: openssl genpkey ${opensslOptions(curveOf(algorithm))}.${certificate}`;
}

function opensslOptions(curve: string | undefined): string {
  if (curve === undefined) return `-algorithm RSA -pkeyopt rsa_keygen_bits:${leastRsaBits}`;
  return curve === 'Ed25519' ? '-algorithm ed25519' : `-algorithm EC -pkeyopt ec_paramgen_curve:${curve}`;
}
