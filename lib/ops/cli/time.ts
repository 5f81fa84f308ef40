import { isoTime } from '../../../functions/core/base/iso-time.ts';

const units = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/**
 * Formats a time for a table: date and time in UTC, to the second. The parameter is in milliseconds since the epoch.
 */
export function tableTime(milliseconds: number): string {
  return isoTime(milliseconds).slice(0, 19).replace('T', ' ');
}

/**
 * Formats how long ago `at` was, in the largest unit that fits, for example `3 h ago`. Both parameters are in
 * milliseconds since the epoch.
 */
export function ago(at: number, now: number): string {
  const found = units.find(([, length]) => now - at >= length);
  return found === undefined ? 'now' : `${Math.floor((now - at) / found[1])} ${found[0]} ago`;
}
