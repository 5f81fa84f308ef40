import { addressParts } from '../../../functions/core/accounts/profile.ts';
import { type UserState, userStates } from '../../../functions/core/accounts/user.ts';
import { usernameCandidate } from '../../../functions/core/accounts/username.ts';
import { isObject } from '../../../functions/core/base/json.ts';
import { isEmailAddress } from '../../../functions/core/oidc/claims.ts';
import { quoted } from './row.ts';

/** A cell that cannot be taken. The message says why and what to do. */
export class BadCell extends Error {
  override name = 'BadCell';
}

/** Reads one kind of cell: text in CSV, a JSON value in JSON. Throws `BadCell`. */
export type CellReader<Value> = (cell: unknown) => Value;

const maximumText = 255;

/** A text of up to 255 characters. */
export const readText: CellReader<string> = (cell) => {
  if (typeof cell !== 'string') throw new BadCell(`${quoted(cell)} is no text`);
  if (cell.length > 2 * maximumText || [...cell].length > maximumText) {
    throw new BadCell(`has more than ${maximumText} characters: shorten it`);
  }
  return cell;
};

/** A postal address: its text, or an object of its parts as the claim is (OpenID Connect Core 1.0 section 5.1.1). */
export const readAddress: CellReader<Readonly<Record<string, string>>> = (cell) => {
  if (typeof cell === 'string') return { formatted: readText(cell) };
  if (!isObject(cell)) throw new BadCell(`${quoted(cell)} is no address: write its text, or an object of its parts`);
  const parts = addressParts.map((name) => [name, cell[name] ?? ''] as const).filter(([, part]) => part !== '');
  return Object.fromEntries(
    parts.map(([name, part]) => [name, readText(typeof part === 'number' ? String(part) : part)]),
  );
};

const truths = new Map<unknown, boolean>([
  ...[true, 'true', 't'].map((word) => [word, true] as const),
  ...[false, 'false', 'f'].map((word) => [word, false] as const),
]);

/** true or false, as JSON, in words, or as PostgreSQL writes them. */
export const readBoolean: CellReader<boolean> = (cell) => {
  const truth = truths.get(cell);
  if (truth === undefined) throw new BadCell(`${quoted(cell)} is neither true nor false`);
  return truth;
};

/** A count, from 0. */
export const readCount: CellReader<number> = (cell) => {
  const count = typeof cell === 'string' && /^\d{1,16}$/.test(cell) ? Number(cell) : cell;
  if (typeof count === 'number' && Number.isSafeInteger(count) && count >= 0) return count;
  throw new BadCell(`${quoted(cell)} is no count from 0 on`);
};

const timeForm = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z| ?UTC|([+-]\d\d)(?::?(\d\d))?)?)?$/;

/** A time (ISO 8601; also as PostgreSQL writes it; UTC unless it says otherwise), in milliseconds since the epoch. */
export const readTime: CellReader<number> = (cell) => {
  const [, day, clock = '00:00', hours = '+00', minutes = '00'] =
    timeForm.exec(typeof cell === 'string' ? cell : '') ?? [];
  const midnight = Date.parse(`${day}T00:00:00Z`);
  const time = Date.parse(`${day}T${clock}${hours}:${minutes}`);
  // The 30th of February would become a day in March.
  if (Number.isNaN(time) || new Date(midnight).toISOString().slice(0, 10) !== day) {
    throw new BadCell(`${quoted(cell)} is no time: write it like 2026-11-23T12:00:00Z`);
  }
  if (time < 0) throw new BadCell(`${quoted(cell)} is before 1970`);
  return time;
};

/** A state, in Postern's names or GitLab's. */
export const readUserState: CellReader<UserState> = (cell) => {
  const state = cell === 'ldap_blocked' ? 'blocked' : userStates.find((name) => name === cell);
  if (state === undefined) throw new BadCell(`${quoted(cell)} is none of ${userStates.join(', ')}`);
  return state;
};

/** An e-mail address, as it stands. */
export const readEmail: CellReader<string> = (cell) => {
  if (isEmailAddress(cell)) return cell;
  throw new BadCell(`${quoted(cell)} is no e-mail address`);
};

/** A username, in lower case. */
export const readUsername: CellReader<string> = (cell) => {
  const name = typeof cell === 'string' ? cell.toLowerCase() : '';
  if (name.length > 54 || !/^[a-z0-9]+(?:[_.-][a-z0-9]+)*$/.test(name)) {
    throw new BadCell(
      `${quoted(cell)} is no username: letters, digits and single _ . - between them, 54 at most; empty, one is made`,
    );
  }
  // A name that would not be tried first is one that nobody may have.
  if (usernameCandidate(name, 0, () => 0) !== name) throw new BadCell(`${quoted(cell)} is reserved: give another one`);
  return name;
};

/** An account's identifier: Postern's own, or a number that another system knows the account by. */
export const readId: CellReader<string> = (cell) => {
  const id = typeof cell === 'number' && Number.isSafeInteger(cell) ? String(cell) : cell;
  if (typeof id === 'string' && (isOwnId(id) || /^\d{1,19}$/.test(id))) return id;
  throw new BadCell(`${quoted(cell)} is neither an identifier of Postern's nor a number: leave it out`);
};

/** Whether an identifier is of Postern's form: `usr_` and 128 bits. */
export function isOwnId(id: string): boolean {
  const bits = id.slice('usr_'.length);
  return id.startsWith('usr_') && bits.length === 22 && Buffer.from(bits, 'base64url').toString('base64url') === bits;
}
