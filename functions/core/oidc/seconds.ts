import type { Claims } from './claims.ts';
import { refuseToken } from './refuse-token.ts';

/** Seconds by which clocks may differ. */
export const toleranceSeconds = 60;

/**
 * A NumericDate claim (RFC 7519 section 2).
 * @returns Seconds since the epoch, or undefined where the claim is absent.
 * @throws Problem `invalid_id_token` for anything but a finite number.
 */
export function secondsClaim(claims: Claims, name: string): number | undefined {
  const value = claims[name];
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw refuseToken(name, `${name} is not a number`);
}
