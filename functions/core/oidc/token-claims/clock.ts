import type { Claims } from '../claims.ts';
import { refuseToken } from './refuse.ts';

/** Seconds by which clocks may differ. */
export const toleranceSeconds = 60;

/** Later is no time that anybody means, and outside of what the table can hold. */
const latest = 1e12;

/**
 * A NumericDate claim (RFC 7519 section 2).
 * @returns Seconds since the epoch, or undefined where the claim is absent.
 * @throws Problem `invalid_id_token` for anything but a number that can be a time.
 */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && (value === 0 || (value >= 1 && value <= latest))) return value;
  throw refuseToken(name, `${name} is not a time`);
}
