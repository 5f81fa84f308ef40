import type { IssuerSettings } from '../contract/provider-issuer.ts';
import { recordedIssuerAmong, requireAdopted } from './provider-issuers.ts';
import { outcomeOf } from './table/errors.ts';
import { expiresAt, itemWith, keys } from './table/keys.ts';
import type { Table } from './table/port.ts';

/** A login attempt whose single use is to be consumed. */
export interface ConsumedAttempt {
  readonly stateHash: string;
  /**
   * Where the person goes after signing in. A repeated callback redirects there too, if this login opened the browser's
   * session.
   */
  readonly returnTo: string;
  /** Identifies the request that consumes the attempt. If that request's write is retried, the retry succeeds too. */
  readonly requestId: string;
  /**
   * When the login attempt itself expires, milliseconds since the epoch. The record of its use is not needed after
   * that.
   */
  readonly until: number;
}

/**
 * Consumes a login attempt. It is single-use: a later callback with the same `state` is refused.
 * @returns Whether this request consumed the attempt.
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

/**
 * Reads where the person goes after signing in, from the record of a consumed login attempt.
 * @returns undefined if no attempt with this `state` was consumed.
 */
export async function consumedAttemptReturnTo(table: Table, stateHash: string): Promise<string | undefined> {
  return (await table.get({ Key: keys.attempt(stateHash) })).Item?.['return_to']?.S;
}

/**
 * Whether a logout token of the provider with this `jti` was processed before (replay). The same read tells whether the
 * provider's accounts belong to the issuer that has signed the token.
 * @throws Problem `provider_not_adopted` if they belong to another one, whose people the token must not sign out.
 */
export async function isLogoutTokenUsed(table: Table, provider: IssuerSettings, jti: string): Promise<boolean> {
  const used = keys.logoutToken(provider.name, jti);
  const items = await table.batchGet([used, keys.providerIssuer(provider.name)]);
  requireAdopted(recordedIssuerAmong(items, provider.name), provider);
  return itemWith(items, used) !== undefined;
}

/**
 * Records that a logout token was processed, so that its replay is refused.
 * @param until When a replay is refused for the token's age anyway, milliseconds since the epoch.
 */
export function recordLogoutToken(table: Table, provider: string, jti: string, until: number): Promise<void> {
  const Item = { ...keys.logoutToken(provider, jti), ...expiresAt(until) };
  return table.put({ Item });
}
