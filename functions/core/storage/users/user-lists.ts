import { type User, type UserState, userStates } from '../../accounts/user.ts';
import { listIndex } from '../../contract/table.ts';
import { keys } from '../table/keys.ts';
import { listed, listShards, shardOf, userList } from '../table/list-index.ts';
import type { Item, Table } from '../table/port.ts';
import { inBatches, newestFirst, queryItems, type Timed } from '../table/query.ts';
import { userFrom } from './user-item.ts';

/** A place in the list of accounts: right behind an account, whether that is still there or not. */
export interface UserPosition {
  readonly state: UserState;
  /** When the account was made, milliseconds since the epoch. */
  readonly at: number;
  readonly id: string;
}

/** Which accounts to list. */
export interface UserSelection {
  /** Those in one of these states; all unless given. */
  readonly states?: readonly UserState[];
  /** Those behind this place; all unless given. */
  readonly after?: UserPosition;
  /** At most so many; all unless given. */
  readonly limit?: number;
}

/** Entries of one part of the list, and accounts, that are read at once. */
const pageSize = 100;

/**
 * Lists accounts, the newest first, each as it is when it is read. Nothing is read before it is asked for, so memory
 * and cost go by what is taken. An account whose state changes meanwhile may come twice or not at all.
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
      // The index follows the table by a moment: the account may be in another state by now.
      if (!states.includes(user.state)) continue;
      yield user;
      left -= 1;
      if (left === 0) return;
    }
  }
}

/** The place right behind an account. */
export function positionOf({ state, createdAt, id }: User): UserPosition {
  return { state, at: createdAt, id };
}

function listsOf(states: readonly UserState[]): readonly string[] {
  const shards = Array.from({ length: listShards }, (_, shard) => shard);
  return states.flatMap((state) => shards.map((shard) => userList(state, shard))).sort();
}

/** An account on a part of the list. */
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
 * What of a part comes after a place. Of one moment the parts come one after the other, so of those before the place's
 * own only older entries are left; in its own, the index goes on behind the account.
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

/** The accounts of these entries that are still there, in the same order. */
async function readUsers(table: Table, batch: readonly Entry[]): Promise<readonly User[]> {
  const items = await table.batchGet(batch.map(({ id }) => keys.user(id)));
  const byKey = new Map<string | undefined, Item>(items.map((item) => [item['pk']?.S, item]));
  return batch.flatMap(({ id }) => {
    const item = byKey.get(keys.user(id).pk.S);
    return item === undefined ? [] : [userFrom(item)];
  });
}
