import { createHash } from 'node:crypto';
import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/**
 * Name of the hash function that belongs to a signature algorithm. For EdDSA, whose name does not tell, it is the
 * SHA-512 of Ed25519.
 */
function hashOf(algorithm: JwsAlgorithm): string {
  return algorithm === 'EdDSA' ? 'sha512' : `sha${algorithm.slice(-3)}`;
}

/**
 * Checks `at_hash`, if the token has it and an access token was issued with the ID token. It must be the left half of
 * the access token's hash (Core 1.0 section 3.1.3.8).
 */
export function checkAccessTokenHash(claims: Claims, algorithm: JwsAlgorithm, accessToken?: string): void {
  const found = claims['at_hash'];
  if (found === undefined || accessToken === undefined) return;
  const digest = createHash(hashOf(algorithm)).update(accessToken).digest();
  if (found !== digest.subarray(0, digest.length / 2).toString('base64url')) {
    throw refuseToken('at_hash', 'at_hash does not match the access token');
  }
}
