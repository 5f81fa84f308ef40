import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { privateKeyKey } from '../../../functions/core/contract/secret-value.ts';
import { isByPrivateKey, readPrivateKey } from '../../../functions/core/oidc/client-auth/private-key.ts';
import { providerSecretValue } from '../../config/provider-secret.ts';
import { privateKeyCure } from './private-key-cure.ts';

/**
 * What keeps a text from being the private key that a client authenticates by (`private_key_jwt`), and how to come by
 * one, in a sentence or two that show nothing of it. The key's id is not asked for.
 * @param text As somebody gave it.
 * @returns undefined where the key will do, and where the client authenticates by other means.
 */
export function privateKeyFinding(text: string, settings: ProviderSettings): string | undefined {
  const algorithm = settings.clientAssertion?.algorithm;
  if (algorithm === undefined || !isByPrivateKey(algorithm)) return undefined;
  try {
    const key = providerSecretValue(text)?.[privateKeyKey];
    if (key === undefined) throw new Error('it is no private key (PKCS #8, PEM, without a passphrase)');
    readPrivateKey(key, algorithm);
    return undefined;
  } catch (cause) {
    return `${cause instanceof Error ? cause.message : 'it is no private key'}. ${privateKeyCure(settings)}`;
  }
}
