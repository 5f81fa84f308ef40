import { type User, type UserState, userStates } from '../../accounts/user.ts';
import { listIndex } from '../../contract/table.ts';
import { keys } from '../table/keys.ts';
import { listed, listShards, shardOf, userList } from '../table/list-index.ts';
import type { Item, Table } from '../table/port.ts';
import { inBatches, newestFirst, queryItems, type Timed } from '../table/query.ts';
import { userFrom } from './user-item.ts';

/** A position in the list of accounts: right after an account, which may have been deleted since. */
export interface UserPosition {
  readonly state: UserState;
  /** When the account was created, milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
}

/** Selection of the accounts to list. */
export interface UserSelection {
  /** Only accounts in one of these states; all states by default. */
  readonly states?: readonly UserState[];
  /** Only accounts after this position. */
  readonly after?: UserPosition;
  /** Maximum number of accounts; unlimited by default. */
  readonly limit?: number;
}

/** Number of list entries, and of accounts, per request to the table. */
const pageSize = 100;

/**
 * Lists accounts, newest first. The next page is read only when the generator's consumer needs it, so memory and cost
 * depend on what is consumed. An account whose state changes meanwhile may occur twice or not at all.
 */
export async function* listUsers(
  table: Table,
  { states = userStates, after, limit = Number.POSITIVE_INFINITY }: UserSelection = {},
): AsyncGenerator<User, void, undefined> {
  const size = Math.min(limit, pageSize);
  const parts = listsOf(states).map((list) => entries(table, list, size, after));
  let left = limit;
  for await (const batch of inBatches(newestFirst(parts), size)) {
    for (const user of await readUsers(table, batch)) {
      // The index is eventually consistent, so the account may have another state by now.
      if (!states.includes(user.state)) continue;
      yield user;
      left -= 1;
      if (left === 0) return;
    }
  }
}

/** Position in the list of accounts right after this account. */
export function positionOf({ state, createdAt, id }: User): UserPosition {
  return { state, at: createdAt, id };
}

function listsOf(states: readonly UserState[]): readonly string[] {
  const shards = Array.from({ length: listShards }, (_, shard) => shard);
  return states.flatMap((state) => shards.map((shard) => userList(state, shard))).sort();
}

/** An entry of one shard of the list of accounts. */
interface Entry extends Timed {
  readonly id: string;
}

async function* entries(
  table: Table,
  list: string,
  size: number,
  after: UserPosition | undefined,
): AsyncGenerator<Entry, void, undefined> {
  const items = queryItems(table, {
    IndexName: listIndex,
    ScanIndexForward: false,
    Limit: size,
    ...(after === undefined ? whole(list) : rest(list, after)),
  });
  for await (const { pk, list_at } of items) {
    yield { id: pk?.S?.slice('USER#'.length) ?? '', at: Number(list_at?.N) };
  }
}

type PartOfQuery = Pick<
  Parameters<Table['query']>[0],
  'KeyConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues' | 'ExclusiveStartKey'
>;

function whole(list: string): PartOfQuery {
  return {
    KeyConditionExpression: '#list = :list',
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': { S: list } },
  };
}

/**
 * Query for the part of a shard that follows a position. Entries of the same time are ordered by shard. So a shard that
 * sorts before the position's own contributes only older entries. In the position's own shard, the query continues
 * after the account.
 */
function rest(list: string, { state, at, id }: UserPosition): PartOfQuery {
  const own = userList(state, shardOf(id));
  if (list === own) return { ...whole(list), ExclusiveStartKey: { ...keys.user(id), ...listed(list, at) } };
  return {
    KeyConditionExpression: `#list = :list AND list_at ${list < own ? '<' : '<='} :at`,
    ExpressionAttributeNames: { '#list': 'list' },
    ExpressionAttributeValues: { ':list': { S: list }, ':at': { N: String(at) } },
  };
}

/** Reads the accounts of these entries, in the same order. Accounts that no longer exist are left out. */
async function readUsers(table: Table, batch: readonly Entry[]): Promise<readonly User[]> {
  const items = await table.batchGet(batch.map(({ id }) => keys.user(id)));
  const byKey = new Map<string | undefined, Item>(items.map((item) => [item['pk']?.S, item]));
  return batch.flatMap(({ id }) => {
    const item = byKey.get(keys.user(id).pk.S);
    return item === undefined ? [] : [userFrom(item)];
  });
}
