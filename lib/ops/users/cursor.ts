import { InvalidArgumentError } from 'commander';
import { userStates } from '../../../functions/core/accounts/user.ts';
import type { UserPosition } from '../../../functions/core/storage/users/user-lists.ts';

/** Formats a position in the list of accounts as a cursor, the argument of `--after`. */
export function formatCursor({ state, at, id }: UserPosition): string {
  return `${state}.${at}.${id}`;
}

/**
 * Parses a cursor that `formatCursor` has formatted.
 * @throws InvalidArgumentError if the text is not such a cursor.
 */
export function parseCursor(text: string): UserPosition {
  const [, name, at, id] = /^([a-z_]+)\.(\d{1,15})\.(usr_[\w-]{1,64})$/.exec(text) ?? [];
  const state = userStates.find((known) => known === name);
  if (state !== undefined && id !== undefined) return { state, at: Number(at), id };
  throw new InvalidArgumentError('It must be the cursor that the previous page printed.');
}
