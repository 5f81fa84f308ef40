import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { UserState } from '../../accounts/user.ts';

/** Shards of a list that all requests write to, so that no partition is hot. */
export const listShards = 8;

/** The shard of a list that an identifier selects. */
export function shardOf(id: string): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % listShards;
}

/** One shard of the list of the accounts in a state. */
export function userList(state: UserState, shard: number): string {
  return `USERS#${state}#${shard}`;
}

/** The list of a user's events. */
export function userAuditList(userId: string): string {
  return `AUDIT#${userId}`;
}

/** Attributes that put an item on a list, which is ordered by `at` (milliseconds since the epoch). */
export function listed(list: string, at: number): { readonly list: AttributeValue; readonly list_at: AttributeValue } {
  return { list: { S: list }, list_at: { N: String(at) } };
}
