import { createHash } from 'node:crypto';
import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/** Hash function of a signature algorithm; that of EdDSA with Ed25519 is SHA-512. */
function hashOf(algorithm: JwsAlgorithm): string {
  return algorithm === 'EdDSA' ? 'sha512' : `sha${algorithm.slice(-3)}`;
}

/** `at_hash`, if present, must be the left half of the access token's hash (Core 1.0 section 3.1.3.8). */
export function checkAccessTokenHash(claims: Claims, algorithm: JwsAlgorithm, accessToken?: string): void {
  const found = claims['at_hash'];
  if (found === undefined || accessToken === undefined) return;
  const digest = createHash(hashOf(algorithm)).update(accessToken).digest();
  if (found !== digest.subarray(0, digest.length / 2).toString('base64url')) {
    throw refuseToken('at_hash', 'at_hash does not match the access token');
  }
}
