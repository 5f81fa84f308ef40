import { createHash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { UserState } from '../../accounts/user.ts';

/** Number of shards of a list to which all requests write. They distribute the writes, so that no partition is hot. */
export const listShards = 8;

/** Selects the shard of a list for an item, by a hash of its identifier. */
export function shardOf(id: string): number {
  return (createHash('sha256').update(id).digest()[0] ?? 0) % listShards;
}

/** Index key of one shard of the list of accounts in a state. */
export function userList(state: UserState, shard: number): string {
  return `USERS#${state}#${shard}`;
}

/** Index key of the list of a user's audit events. */
export function userAuditList(userId: string): string {
  return `AUDIT#${userId}`;
}

/** Index key of the list of what was banned together with a user. */
export function bannedList(userId: string): string {
  return `BANNED#${userId}`;
}

/** Attributes that add an item to a list in the index, which orders it by `at` (milliseconds since the epoch). */
export function listed(list: string, at: number): { readonly list: AttributeValue; readonly list_at: AttributeValue } {
  return { list: { S: list }, list_at: { N: String(at) } };
}
