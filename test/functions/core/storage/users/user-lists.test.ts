import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type User, type UserState, userStates } from '../../../../../functions/core/accounts/user.ts';
import { keys } from '../../../../../functions/core/storage/table/keys.ts';
import { userItem } from '../../../../../functions/core/storage/users/user-item.ts';
import { listUsers, positionOf, type UserSelection } from '../../../../../functions/core/storage/users/user-lists.ts';
import { newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

function account(id: string, createdAt: number, state: UserState = 'active'): User {
  return { ...newUser(), id, createdAt, state };
}

/** Accounts of every state; by sevens they were made in the same moment. */
const accounts: readonly User[] = Array.from({ length: 1000 }, (_, index) => {
  const state = userStates[index % userStates.length] ?? 'active';
  return account(`usr_${String(index).padStart(4, '0')}`, start + Math.floor(index / 7), state);
});

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
  for (const user of accounts) await store.table.put({ Item: userItem(user) });
});
afterAll(() => store.close());

async function list(selection: UserSelection = {}): Promise<readonly User[]> {
  const users: User[] = [];
  for await (const user of listUsers(store.table, selection)) users.push(user);
  return users;
}

/** Turns page after page as the command line does. */
async function pages(selection: UserSelection & { readonly limit: number }): Promise<readonly User[]> {
  const users: User[] = [];
  for (;;) {
    const last = users.at(-1);
    const page = await list({ ...selection, ...(last && { after: positionOf(last) }) });
    expect(page.length).toBeLessThanOrEqual(selection.limit);
    if (page.length === 0) return users;
    users.push(...page);
  }
}

function expectNewestFirst(users: readonly User[]): void {
  const times = users.map(({ createdAt }) => createdAt);
  expect(times).toEqual([...times].sort((a, b) => b - a));
}

const ids = (users: readonly User[]) => users.map(({ id }) => id).sort();

test('every account is listed once, newest first', async () => {
  const users = await list();
  expect(ids(users)).toEqual(ids(accounts));
  expectNewestFirst(users);
  expect(users.find(({ id }) => id === 'usr_0042')).toEqual(accounts[42]);
});

test.each(userStates)('only accounts in the state %s', async (state) => {
  const users = await list({ states: [state] });
  expect(ids(users)).toEqual(ids(accounts.filter((user) => user.state === state)));
  expectNewestFirst(users);
});

describe('page by page', () => {
  test.each([1, 60, 100, 999, 1000])('of %i accounts has no gap and no repeat', async (limit) => {
    const states: readonly UserState[] = limit === 1 ? ['blocked'] : userStates;
    expect(await pages({ states, limit })).toEqual(await list({ states }));
  });

  test('a position is valid although its account is deleted', async () => {
    const user = account('usr_gone', start + 50);
    await store.table.put({ Item: userItem(user) });
    const before = await list();
    await store.table.delete({ Key: keys.user(user.id) });
    const rest = before.slice(before.findIndex(({ id }) => id === user.id) + 1);
    expect(await list({ after: positionOf(user) })).toEqual(rest);
  });
});

test('reads no more than is consumed', async () => {
  const before = { queries: store.requests('Query').length, reads: store.requests('BatchGetItem').length };
  expect(await list({ states: ['active'], limit: 5 })).toHaveLength(5);
  const queries = store.requests('Query').slice(before.queries);
  expect(queries).toHaveLength(8);
  for (const query of queries) expect(query).toContain('"Limit":5');
  const [read, ...others] = store.requests('BatchGetItem').slice(before.reads);
  expect(others).toEqual([]);
  expect(read?.match(/"PROFILE"/g)).toHaveLength(5);
});

test('an account that is deleted or has another state by now is omitted', async () => {
  const [gone, blocked] = [account('usr_gone', start + 5000), account('usr_blocked', start + 4000)];
  const selection: UserSelection = { states: ['active'], limit: 3 };
  const before = await list(selection);
  // What the index still says when the items have moved on.
  store.rewrite((input, operation) =>
    operation === 'BatchGetItem' ? JSON.parse(JSON.stringify(input).replace('USER#usr_gone', 'USER#nobody')) : input,
  );
  await store.table.put({ Item: userItem(gone) });
  await store.table.put({ Item: { ...userItem(blocked), state: { S: 'blocked' } } });
  expect(await list(selection)).toEqual(before);
});
