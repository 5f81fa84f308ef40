import { timingSafeEqual } from 'node:crypto';
import type { Claims } from '../claims.ts';
import { refuseToken } from '../token-claims/refuse.ts';

/**
 * Checks that `nonce` is the one that the login attempt sent, compared in constant time (Core 1.0 section 3.1.3.7, item
 * 11).
 */
export function checkNonce(claims: Claims, nonce: string): void {
  const value = claims['nonce'];
  if (typeof value !== 'string') throw refuseToken('nonce', 'nonce is missing');
  const [found, expected] = [Buffer.from(value), Buffer.from(nonce)];
  if (found.length !== expected.length || !timingSafeEqual(found, expected)) {
    throw refuseToken('nonce', "nonce is not this attempt's");
  }
}
