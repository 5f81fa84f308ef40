import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { UserState } from '../../accounts/user.ts';

/** Parts into which a list that everybody writes to is cut, so that none of them is hot. */
export const listShards = 8;

/** The part of a list that an identifier falls into. */
export function shardOf(id: string): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % listShards;
}

/** The list of the accounts in a state, in the part with this number. */
export function userList(state: UserState, shard: number): string {
  return `USERS#${state}#${shard}`;
}

/** The list of a user's events. */
export function userAuditList(userId: string): string {
  return `AUDIT#${userId}`;
}

/** Attributes that put an item on a list; `at` (milliseconds since the epoch) is its place there. */
export function listed(list: string, at: number): { readonly list: AttributeValue; readonly list_at: AttributeValue } {
  return { list: { S: list }, list_at: { N: String(at) } };
}
