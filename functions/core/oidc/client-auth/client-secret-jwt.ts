import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { readPrivateKey } from './private-key.ts';

/** Seconds for which it is good. It is made anew for each exchange; Apple's ceiling is six months. */
const lifetime = 900;

/** Whose key it is, and who authenticates at which issuer. */
export type ClientSecretJwtSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientSecretJwt'>>;

/**
 * A client secret that is a JWT signed with ES256, as Sign in with Apple asks for: issued by the team, for the issuer,
 * about the client.
 * @param privateKey PKCS #8, PEM.
 * @param now Milliseconds since the epoch.
 * @throws Error where the key is none for ES256 (RFC 7518 section 3.4).
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
