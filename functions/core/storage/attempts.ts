import { unlessRefused } from './errors.ts';
import { expiresAt, keys } from './keys.ts';
import type { Table } from './port.ts';

/**
 * Takes a login attempt, once: whatever else reaches us with the same state comes too late.
 * @param returnTo Where the login leads; a repeated callback of a browser that is signed in by then leads there too.
 * @param until When the attempt would have expired by itself, in milliseconds since the epoch.
 * @returns Whether it was still to be had.
 */
export function takeAttempt(table: Table, stateHash: string, returnTo: string, until: number): Promise<boolean> {
  const Item = { ...keys.attempt(stateHash), ...expiresAt(until), return_to: { S: returnTo } };
  return unlessRefused(table.put({ Item, ConditionExpression: 'attribute_not_exists(pk)' }));
}

/** Where a login led whose attempt was taken before; undefined where none was. */
export async function takenAttemptReturnTo(table: Table, stateHash: string): Promise<string | undefined> {
  return (await table.get({ Key: keys.attempt(stateHash) })).Item?.['return_to']?.S;
}
