import { clientSecretKey, privateKeyKey } from '../../functions/core/contract/secret-value.ts';

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
