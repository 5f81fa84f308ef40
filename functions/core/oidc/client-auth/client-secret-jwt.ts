import type { ProviderSettings } from '../../contract/provider-settings.ts';
import { signJwt } from '../sign-jwt.ts';
import { readPrivateKey } from './private-key.ts';

/** Lifetime in seconds. Each exchange gets a new one; Apple allows six months. */
const lifetime = 900;

/** Settings of a provider whose client secrets are JWTs. */
export type ClientSecretJwtSettings = Pick<ProviderSettings, 'issuer' | 'clientId'> &
  Required<Pick<ProviderSettings, 'clientSecretJwt'>>;

/**
 * Creates a client secret of Sign in with Apple: a JWT signed with ES256, whose issuer is the team, whose audience is the
 * provider and whose subject is the client.
 * @param privateKey PKCS #8, PEM.
 * @param now Milliseconds since the epoch.
 * @throws Error if the key does not fit ES256 (RFC 7518 section 3.4).
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
