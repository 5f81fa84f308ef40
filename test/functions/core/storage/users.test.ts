import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseProfile } from '../../../../functions/core/accounts/profile.ts';
import { createUser } from '../../../../functions/core/storage/sign-ins.ts';
import {
  approveUser,
  findUser,
  findUserByIdentity,
  findUserByName,
  newUserItem,
  userFrom,
} from '../../../../functions/core/storage/users.ts';
import { newSignIn, newUser } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

test('a user is read as it was written, whatever the provider says', () => {
  const names = ['name', 'given_name', 'nickname', 'email', 'phone_number', 'address', 'aq:location'];
  const claims = fc.dictionary(fc.constantFrom(...names, 'email_verified'), fc.jsonValue());
  fc.assert(
    fc.property(claims, fc.boolean(), (said, external) => {
      const user = { ...newUser(), profile: normaliseProfile(said), external };
      expect(userFrom(newUserItem(user, '192.0.2.7'))).toEqual(user);
    }),
  );
});

test('a user is found by id, username and verified address', async () => {
  const user = newUser({ username: 'alice', profile: { email: 'Alice@Example.com', emailVerified: true } });
  await createUser(store.table, user, newSignIn(user));
  for (const name of [user.id, 'alice', 'Alice', 'alice@example.com', 'ALICE@EXAMPLE.COM']) {
    expect(await findUserByName(store.table, name)).toEqual(user);
  }
  for (const name of ['usr_unknown', 'bob', 'bob@example.com', 'alice@', '']) {
    expect(await findUserByName(store.table, name)).toBeUndefined();
  }
});

test('a new user’s first sign-in is counted in, if there is one', () => {
  const user = newUser();
  expect(newUserItem(user, '192.0.2.7')).toMatchObject({
    current_sign_in_at: { N: String(user.createdAt) },
    current_sign_in_ip: { S: '192.0.2.7' },
  });
  expect(newUserItem(user, undefined)).not.toHaveProperty('current_sign_in_at');
});

test('an identity whose user is gone is nobody’s', async () => {
  const user = newUser();
  await createUser(store.table, user, newSignIn(user));
  expect(await findUserByIdentity(store.table, 'corp', user.id)).toEqual(user);
  expect(await findUserByIdentity(store.table, 'corp', 'nobody')).toBeUndefined();
  await store.table.delete({ Key: { pk: { S: `USER#${user.id}` }, sk: { S: 'PROFILE' } } });
  expect(await findUserByIdentity(store.table, 'corp', user.id)).toBeUndefined();
  expect(await findUser(store.table, user.id)).toBeUndefined();
});

describe('approveUser', () => {
  test('lets somebody who waits sign in, once', async () => {
    const user = { ...newUser(), state: 'blocked_pending_approval' as const };
    const { session: _none, ...signIn } = newSignIn(user);
    await createUser(store.table, user, signIn);
    expect(await approveUser(store.table, user.id)).toBe(true);
    expect((await findUser(store.table, user.id))?.state).toBe('active');
    expect(await approveUser(store.table, user.id)).toBe(false);
  });

  test('frees nobody who is blocked or banned, and makes nobody up', async () => {
    for (const state of ['blocked', 'banned', 'deactivated', 'active'] as const) {
      const user = { ...newUser(), state };
      await createUser(store.table, user, newSignIn(user));
      expect(await approveUser(store.table, user.id)).toBe(false);
      expect((await findUser(store.table, user.id))?.state).toBe(state);
    }
    expect(await approveUser(store.table, 'usr_unknown')).toBe(false);
    expect(await findUser(store.table, 'usr_unknown')).toBeUndefined();
  });
});
