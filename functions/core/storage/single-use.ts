import { outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** A login attempt that is to be taken. */
export interface ConsumedAttempt {
  readonly stateHash: string;
  /** Where the login leads; a repeated callback of the browser that it signed in leads there too. */
  readonly returnTo: string;
  /** Names the request that takes it: one whose write was repeated on the way still took it. */
  readonly requestId: string;
  /** When the attempt would have expired by itself, in milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Takes a login attempt, once: whatever else reaches us with the same state comes too late.
 * @returns Whether it was still to be had.
 */
export async function consumeAttempt(table: Table, attempt: ConsumedAttempt): Promise<boolean> {
  const taken = { return_to: { S: attempt.returnTo }, request_id: { S: attempt.requestId } };
  const outcome = await outcomeOf(
    table.put({
      Item: { ...keys.attempt(attempt.stateHash), ...expiresAt(attempt.until), ...taken },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return outcome.done || outcome.item?.['request_id']?.S === attempt.requestId;
}

/** Where a login led whose attempt was taken before; undefined where none was. */
export async function consumedAttemptReturnTo(table: Table, stateHash: string): Promise<string | undefined> {
  return (await table.get({ Key: keys.attempt(stateHash) })).Item?.['return_to']?.S;
}

/** Whether a logout token with this `jti` has been carried out. */
export async function isLogoutTokenUsed(table: Table, provider: string, jti: string): Promise<boolean> {
  return (await table.get({ Key: keys.logoutToken(provider, jti) })).Item !== undefined;
}

/**
 * Notes that a logout token has been carried out.
 * @param until When it will be refused for its age anyway, in milliseconds since the epoch.
 */
export function recordLogoutToken(table: Table, provider: string, jti: string, until: number): Promise<void> {
  const Item = { ...keys.logoutToken(provider, jti), ...expiresAt(until) };
  return table.put({ Item });
}
