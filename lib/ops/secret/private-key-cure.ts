import type { ProviderSettings } from '../../../functions/core/contract/provider-settings.ts';
import { curveOf, isByPrivateKey, leastRsaBits } from '../../../functions/core/oidc/client-auth/private-key.ts';

/** How to come by a private key that will do, in a sentence or two. */
export function privateKeyCure({ clientSecretJwt, clientAssertion }: ProviderSettings): string {
  const { algorithm, keyHeader } = clientAssertion ?? {};
  if (clientSecretJwt !== undefined) return 'Give the .p8 file as it came from Apple.';
  if (algorithm === undefined || !isByPrivateKey(algorithm)) return '';
  const certificate =
    keyHeader === 'x5t#S256' ? " Its certificate's SHA-256 thumbprint, in base64url, comes with --key-id." : '';
  return `For ${algorithm} (tokenEndpointAuthSigningAlg), this makes one: openssl genpkey ${opensslOptions(curveOf(algorithm))}.${certificate}`;
}

function opensslOptions(curve: string | undefined): string {
  if (curve === undefined) return `-algorithm RSA -pkeyopt rsa_keygen_bits:${leastRsaBits}`;
  return curve === 'Ed25519' ? '-algorithm ed25519' : `-algorithm EC -pkeyopt ec_paramgen_curve:${curve}`;
}
