import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { readPrivateKey } from './private-key.ts';

/**
 * Lifetime of a client secret JWT in seconds. A new JWT is signed for each request, so its lifetime may be far shorter
 * than the six months that Apple allows.
 */
const lifetime = 900;

/** Settings of a provider whose client secrets are JWTs that the client signs (Sign in with Apple). */
export type ClientSecretJwtSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientSecretJwt'>>;

/**
 * Creates a client secret for Sign in with Apple: a JWT signed with ES256. Its issuer is the Apple developer team, its
 * audience is the provider, and its subject is the client id.
 * @param privateKey PKCS #8, PEM.
 * @param now Milliseconds since the epoch.
 * @throws Error if the private key does not fit ES256 (RFC 7518 section 3.4).
 */
export function makeClientSecretJwt(
  privateKey: string,
  { issuer, clientId, clientSecretJwt: { teamId, keyId } }: ClientSecretJwtSettings,
  now: number,
): string {
  const seconds = Math.floor(now / 1000);
  const claims = { iss: teamId, iat: seconds, exp: seconds + lifetime, aud: issuer, sub: clientId };
  return signJwt({ alg: 'ES256', kid: keyId }, claims, readPrivateKey(privateKey, 'ES256'));
}
