import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { stateChanges, transitions } from '../../../../../functions/core/accounts/states.ts';
import { userStates } from '../../../../../functions/core/accounts/user.ts';
import { endAllSessions } from '../../../../../functions/core/storage/sessions/end-sessions.ts';
import { changeState } from '../../../../../functions/core/storage/users/account-states.ts';
import { createUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser } from '../../../../../functions/core/storage/users/users.ts';
import { lives } from '../../support/logouts.ts';
import { newRecord, newSignIn, newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

test.each(stateChanges.flatMap((change) => userStates.map((state) => [change, state] as const)))(
  '%s from %s',
  async (change, state) => {
    const user = { ...newUser(), state };
    await createUser(store.table, user, newSignIn(user));
    const before = await store.items();
    const record = newRecord(user, 'user.state_changed');
    const { from, to } = transitions[change];
    expect(await changeState(store.table, user, change, start + 1000, [record])).toBe(from.includes(state));
    if (!from.includes(state)) return expect(await store.items()).toEqual(before);
    expect((await findUser(store.table, user.id))?.state).toBe(to);
    const items = await store.items();
    expect(items[`USER#${user.id} PROFILE`]?.['list']?.S).toMatch(new RegExp(`^USERS#${to}#`));
    expect(Object.keys(items).filter((key) => key.includes(record.id))).toHaveLength(1);
  },
);

test('sessions from before a block do not revive when it is lifted', async () => {
  const user = newUser();
  const signIn = newSignIn(user);
  await createUser(store.table, user, signIn);
  expect(await lives(store.table, signIn.session)).toBe(true);
  await changeState(store.table, user, 'block', start + 1000, []);
  const blocked = (await findUser(store.table, user.id)) ?? user;
  expect(await changeState(store.table, blocked, 'unblock', start + 2000, [])).toBe(true);
  expect((await findUser(store.table, user.id))?.state).toBe('active');
  expect(await lives(store.table, signIn.session)).toBe(false);
});

test('creates no account', async () => {
  const before = await store.items();
  for (const change of stateChanges) {
    const [state = 'active'] = transitions[change].from;
    expect(await changeState(store.table, { ...newUser(), state }, change, start, [])).toBe(false);
  }
  expect(await store.items()).toEqual(before);
});

test('an account that has changed since it was read is not written', async () => {
  const user = newUser();
  await createUser(store.table, user, newSignIn(user));
  expect(await changeState(store.table, { ...user, state: 'deactivated' }, 'block', start, [])).toBe(false);
  await endAllSessions(store.table, user, { at: start + 5000 }, []);
  expect(await changeState(store.table, user, 'block', start, [])).toBe(false);
  expect((await findUser(store.table, user.id))?.state).toBe('active');
});

test('with a slow clock sessions are revoked too, and stay revoked', async () => {
  const user = newUser();
  const signIn = newSignIn(user);
  await createUser(store.table, user, signIn);
  await changeState(store.table, user, 'block', start - 60_000, []);
  const blocked = (await findUser(store.table, user.id)) ?? user;
  await changeState(store.table, blocked, 'unblock', start - 50_000, []);
  expect(await lives(store.table, signIn.session)).toBe(false);
});
