import { createHash } from 'node:crypto';
import type { JwsAlgorithm } from '../../contract/algorithms.ts';
import type { Claims } from '../claims.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/**
 * Name of the hash function that belongs to a signature algorithm. Unlike `RS256`, the name `EdDSA` does not contain
 * the hash's size. For EdDSA the hash function is SHA-512, which Ed25519 uses.
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
