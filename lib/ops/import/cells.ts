import { addressParts } from '../../../functions/core/accounts/profile.ts';
import { type UserState, userStates } from '../../../functions/core/accounts/user.ts';
import { usernameCandidate } from '../../../functions/core/accounts/username.ts';
import { isObject } from '../../../functions/core/base/json.ts';
import { isEmailAddress } from '../../../functions/core/oidc/claims.ts';
import { quoted } from './row.ts';

/** Thrown if the value of a cell is invalid. The message gives the reason, and usually the remedy. */
export class BadCell extends Error {
  override name = 'BadCell';
}

/** Parses a cell of one kind: in a CSV file the cell is text, in a JSON file any JSON value. Throws `BadCell`. */
export type CellReader<Value> = (cell: unknown) => Value;

const maximumText = 255;

/** Parses text of up to 255 characters. */
export const readText: CellReader<string> = (cell) => {
  if (typeof cell !== 'string') throw new BadCell(`${quoted(cell)} is not text`);
  if (cell.length > 2 * maximumText || [...cell].length > maximumText) {
    throw new BadCell(`has more than ${maximumText} characters: shorten it`);
  }
  return cell;
};

/**
 * Parses a postal address: text, or an object with the members of the `address` claim (OpenID Connect Core 1.0 section
 * 5.1.1).
 */
export const readAddress: CellReader<Readonly<Record<string, string>>> = (cell) => {
  if (typeof cell === 'string') return { formatted: readText(cell) };
  if (!isObject(cell)) throw new BadCell(`${quoted(cell)} is not an address: write text, or an object of its parts`);
  const parts = addressParts.map((name) => [name, cell[name] ?? ''] as const).filter(([, part]) => part !== '');
  return Object.fromEntries(
    parts.map(([name, part]) => [name, readText(typeof part === 'number' ? String(part) : part)]),
  );
};

const truths = new Map<unknown, boolean>([
  ...[true, 'true', 't'].map((word) => [word, true] as const),
  ...[false, 'false', 'f'].map((word) => [word, false] as const),
]);

/** Parses a boolean: a JSON boolean, `true` or `false` as text, or PostgreSQL's `t` or `f`. */
export const readBoolean: CellReader<boolean> = (cell) => {
  const truth = truths.get(cell);
  if (truth === undefined) throw new BadCell(`${quoted(cell)} is neither true nor false`);
  return truth;
};

/** Parses a non-negative integer. */
export const readCount: CellReader<number> = (cell) => {
  const count = typeof cell === 'string' && /^\d{1,16}$/.test(cell) ? Number(cell) : cell;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadCell(`${quoted(cell)} is not a number from 0`);
};

const timeForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z| ?UTC|([+-]\d\d)(?::?(\d\d))?)?)?$/;

/**
 * Parses a time: ISO 8601 or PostgreSQL's format, in UTC if it has no offset. The result is in milliseconds since the
 * epoch.
 */
export const readTime: CellReader<number> = (cell) => {
  const [, day, clock = '00:00', hours = '+00', minutes = '00'] =
    timeForm.exec(typeof cell === 'string' ? cell : '') ?? [];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const time = Date.parse(`${day}T${clock}${hours}:${minutes}`);
  // `Date.parse` accepts February 30 and returns a day in March, so the day is formatted again and compared.
  if (Number.isNaN(time) || new Date(midnight).toISOString().slice(0, 10) !== day) {
    throw new BadCell(`${quoted(cell)} is not a time: write it like 2026-11-23T12:00:00Z`);
  }
  if (time < 0) throw new BadCell(`${quoted(cell)} is before 1970`);
  return time;
};

/** Parses an account state, by Postern's name or by GitLab's. */
export const readUserState: CellReader<UserState> = (cell) => {
  const state = cell === 'ldap_blocked' ? 'blocked' : userStates.find((name) => name === cell);
  if (state === undefined) throw new BadCell(`${quoted(cell)} is none of ${userStates.join(', ')}`);
  return state;
};

/** Parses an email address, and returns it unchanged. */
export const readEmail: CellReader<string> = (cell) => {
  if (isEmailAddress(cell)) return cell;
  throw new BadCell(`${quoted(cell)} is not an email address`);
};

/** Parses a username, and returns it in lower case. */
export const readUsername: CellReader<string> = (cell) => {
  const name = typeof cell === 'string' ? cell.toLowerCase() : '';
  if (name.length > 54 || !/^[a-z0-9]+(?:[_.-][a-z0-9]+)*$/.test(name)) {
    throw new BadCell(
      `${quoted(cell)} is not a username: at most 54 letters and digits, with single _ . - between them; if empty, one is generated`,
    );
  }
  // `usernameCandidate` never returns a reserved name as the first candidate, so a different result means that the name
  // is reserved.
  if (usernameCandidate(name, 0, () => 0) !== name)
    throw new BadCell(`${quoted(cell)} is reserved: choose another one`);
  return name;
};

/** Parses an account id: an id of Postern's, or a number that another system has assigned. */
export const readId: CellReader<string> = (cell) => {
  const id = typeof cell === 'number' && Number.isSafeInteger(cell) ? String(cell) : cell;
  if (typeof id === 'string' && (isOwnId(id) || /^\d{1,19}$/.test(id))) return id;
  throw new BadCell(`${quoted(cell)} is neither an id of Postern's nor a number: omit it`);
};

/** Whether an account id has Postern's form: `usr_` and 128 bits in base64url. */
export function isOwnId(id: string): boolean {
  const bits = id.slice('usr_'.length);
  return id.startsWith('usr_') && bits.length === 22 && Buffer.from(bits, 'base64url').toString('base64url') === bits;
}
