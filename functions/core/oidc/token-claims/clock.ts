import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/** Tolerated difference between our clock and the provider's, in seconds. */
export const toleranceSeconds = 60;

/**
 * Latest accepted time, in seconds since the epoch. A later time is a mistake, and could exceed the numbers that
 * DynamoDB stores.
 */
const latest = 1e12;

/**
 * Limits a time of the provider's clock to our present time. Tokens are accepted although the provider's clock is
 * ahead. But times that are stored and compared later must not be in the future: a logout right after such a sign-in
 * would otherwise seem to precede it.
 * @param now Milliseconds since the epoch.
 * @param seconds The provider's time, in seconds since the epoch, as is the result.
 */
export function atMostNow(now: number, seconds: number): number {
  return Math.min(seconds, Math.floor(now / 1000));
}

/**
 * Reads a claim that is a time (NumericDate, RFC 7519 section 2).
 * @returns Seconds since the epoch, or undefined if the claim is absent.
 * @throws Problem `invalid_id_token` if the claim's value is not a plausible time.
 */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && (value === 0 || (value >= 1 && value <= latest))) return value;
  throw refuseToken(name, `${name} is not a time`);
}
