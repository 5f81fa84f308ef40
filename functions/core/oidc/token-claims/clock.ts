import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/** Clock skew that is tolerated, in seconds. */
export const toleranceSeconds = 60;

/** Latest accepted time: later ones are mistakes, and exceed the numbers that the table can store. */
const latest = 1e12;

/**
 * A NumericDate claim (RFC 7519 section 2).
 * @returns Seconds since the epoch, or undefined if the claim is absent.
 * @throws Problem `invalid_id_token` for any other value than a plausible time.
 */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && (value === 0 || (value >= 1 && value <= latest))) return value;
  throw refuseToken(name, `${name} is not a time`);
}
