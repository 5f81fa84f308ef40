import { extname } from 'node:path';
import { InvalidArgumentError } from 'commander';

const milliseconds: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** Maximum number of rows that a list command prints without `--limit`. */
export const defaultLimit = 50;
const maximumLimit = 10_000;

/**
 * Parses the value of `--limit`, a maximum number of rows.
 * @throws InvalidArgumentError if the text is not a whole number from 1 to `maximumLimit`.
 */
export function parseLimit(text: string): number {
  const limit = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= maximumLimit) return limit;
  throw new InvalidArgumentError(`It must be a number from 1 to ${maximumLimit}; --all shows everything.`);
}

/**
 * Parses the value of `--since`, a time in the past: ISO 8601 (UTC if it has no offset), or an age such as `24h`.
 * @param now Current time, milliseconds since the epoch.
 * @returns Milliseconds since the epoch.
 * @throws InvalidArgumentError if the text is neither a time nor an age, or the time is in the future.
 */
export function parseSince(text: string, now: number): number {
  const at = parseAgo(text, now) ?? parseMoment(text);
  if (at === undefined || at < 0) {
    throw new InvalidArgumentError('It must be a time, for example 2026-11-24T08:30:00Z, or an age: 90m, 24h, 7d.');
  }
  if (at > now) throw new InvalidArgumentError('It must not be in the future.');
  return at;
}

function parseAgo(text: string, now: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,6})([smhdw])$/.exec(text) ?? [];
  const length = milliseconds[unit];
  return count === undefined || length === undefined ? undefined : now - Number(count) * length;
}

const moment = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(Z|[+-]\d{2}:\d{2})?)?$/;

function parseMoment(text: string): number | undefined {
  const [, date, time = '00:00', zone = 'Z'] = moment.exec(text) ?? [];
  if (date === undefined || !isCalendarDay(date)) return undefined;
  const at = Date.parse(`${date}T${time}${zone}`);
  return Number.isNaN(at) ? undefined : at;
}

/** Whether a date exists in the calendar. `Date.parse` does not check that: it parses February 30 as March 2. */
function isCalendarDay(date: string): boolean {
  const at = Date.parse(date);
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(date);
}

/** File formats of `users import` and `users export`. */
export const fileFormats = ['csv', 'json'] as const;
export type FileFormat = (typeof fileFormats)[number];

/**
 * Derives the file format from the file's extension; the format is CSV for any extension but `.json`, `.jsonl` and
 * `.ndjson`.
 */
export function formatOf(file: string): FileFormat {
  return /^\.(?:json|jsonl|ndjson)$/i.test(extname(file)) ? 'json' : 'csv';
}
