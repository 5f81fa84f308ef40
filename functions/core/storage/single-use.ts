import { outcomeOf } from './table/errors.ts';
import { expiresAt, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** A login attempt to be consumed. */
export interface ConsumedAttempt {
  readonly stateHash: string;
  /** Target of the login; a repeated callback of the browser that it signed in leads there too. */
  readonly returnTo: string;
  /** Identifies the request that consumes it: a retried write of the same request succeeds too. */
  readonly requestId: string;
  /** When the attempt expires anyway, milliseconds since the epoch. */
  readonly until: number;
}

/**
 * Consumes a login attempt. It is single-use: a later callback with the same `state` is refused.
 * @returns Whether this request consumed it.
 */
export async function consumeAttempt(table: Table, attempt: ConsumedAttempt): Promise<boolean> {
  const consumed = { return_to: { S: attempt.returnTo }, request_id: { S: attempt.requestId } };
  const outcome = await outcomeOf(
    table.put({
      Item: { ...keys.attempt(attempt.stateHash), ...expiresAt(attempt.until), ...consumed },
      ConditionExpression: 'attribute_not_exists(pk)',
    }),
  );
  return outcome.done || outcome.item?.['request_id']?.S === attempt.requestId;
}

/** Target of the login whose attempt was consumed; undefined if none was. */
export async function consumedAttemptReturnTo(table: Table, stateHash: string): Promise<string | undefined> {
  return (await table.get({ Key: keys.attempt(stateHash) })).Item?.['return_to']?.S;
}

/** Whether a logout token with this `jti` was processed before (replay). */
export async function isLogoutTokenUsed(table: Table, provider: string, jti: string): Promise<boolean> {
  return (await table.get({ Key: keys.logoutToken(provider, jti) })).Item !== undefined;
}

/**
 * Records that a logout token was processed, so that its replay is refused.
 * @param until When it is refused for its age anyway, milliseconds since the epoch.
 */
export function recordLogoutToken(table: Table, provider: string, jti: string, until: number): Promise<void> {
  const Item = { ...keys.logoutToken(provider, jti), ...expiresAt(until) };
  return table.put({ Item });
}
