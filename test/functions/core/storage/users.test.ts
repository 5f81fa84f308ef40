import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseProfile } from '../../../../functions/core/accounts/profile.ts';
import { createUser } from '../../../../functions/core/storage/sign-ins.ts';
import { userFrom, userItem } from '../../../../functions/core/storage/user-item.ts';
import {
  findUser,
  findUserByEmail,
  findUserByIdentity,
  findUserByName,
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
      const signedOut = { arrivedAt: 2, issuedAt: 1 };
      const identities = { corp: { uid: 'u', linkedAt: 1, signedOut, signedOutWithoutSid: signedOut } };
      const further = { lastSignIn: { at: 1, ip: '::1' }, sessionsEnded: { at: 1, except: 'ses_1' }, identities };
      const user = { ...newUser(), profile: normaliseProfile(said, 'boolean'), external, ...further };
      expect(userFrom(userItem(user))).toEqual(user);
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
  expect(await findUserByEmail(store.table, 'alice@example.com')).toEqual(user);
  expect(await findUserByEmail(store.table, 'Alice@Example.com')).toBeUndefined();
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
