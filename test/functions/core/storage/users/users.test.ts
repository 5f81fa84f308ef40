import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { normaliseProfile } from '../../../../../functions/core/accounts/profile.ts';
import type { Item } from '../../../../../functions/core/storage/table/port.ts';
import { createUser, signInUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { userFrom, userItem } from '../../../../../functions/core/storage/users/user-item.ts';
import {
  findUser,
  findUserByEmail,
  findUserByIdentity,
  findUserByName,
} from '../../../../../functions/core/storage/users/users.ts';
import { newSignIn, newUser, start, unchanged } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

test('a user is read as it was written, whatever the provider sends', () => {
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

test('a user reads the same whatever the order of the table’s maps', () => {
  const parts = ['formatted', 'street_address', 'locality', 'region', 'postal_code', 'country', 'state'];
  const address = Object.fromEntries(parts.map((part) => [part, part]));
  const location = { latitude: 1, longitude: 2, accuracy: 3 };
  const profile = normaliseProfile({ address, 'aq:location': location }, 'boolean');
  const identities = { b: { uid: 'u', linkedAt: 1 }, a: { uid: 'v', linkedAt: 1 }, c: { uid: 'w', linkedAt: 1 } };
  const item = userItem({ ...newUser(), profile, identities });
  const first = JSON.stringify(userFrom(item));
  expect(Object.keys(JSON.parse(first).identities)).toEqual(['a', 'b', 'c']);
  expect(JSON.stringify(JSON.parse(first).profile.address)).toBe(JSON.stringify(profile.address));
  fc.assert(
    fc.property(fc.infiniteStream(fc.nat()), (lots) =>
      expect(JSON.stringify(userFrom(shuffled(item, lots)))).toBe(first),
    ),
  );
});

/** The same item with the members of its maps in another order. */
function shuffled(item: Item, lots: Iterator<number>): Item {
  const members = Object.entries(item).map(([name, value]) => ({
    lot: lots.next().value,
    member: [name, value.M === undefined ? value : { M: shuffled(value.M, lots) }] as const,
  }));
  return Object.fromEntries(members.sort((one, other) => one.lot - other.lot).map(({ member }) => member));
}

test('a sign-in without a known address has none, and the next sign-in is counted', async () => {
  const user = newUser({ username: 'imported' });
  const imported = { ...user, currentSignIn: { at: 2 }, lastSignIn: { at: 1 } };
  expect(userFrom(userItem(imported))).toEqual(imported);
  await createUser(store.table, imported, newSignIn(user));
  await signInUser(store.table, imported, newSignIn(user, { at: 5 }), unchanged);
  expect(await findUser(store.table, user.id)).toMatchObject({
    ...{ currentSignIn: { at: start + 5, ip: '192.0.2.7' }, lastSignIn: { at: 2 } },
  });
  expect((await findUser(store.table, user.id))?.lastSignIn).not.toHaveProperty('ip');
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

test('an identity whose user is deleted belongs to nobody', async () => {
  const user = newUser();
  await createUser(store.table, user, newSignIn(user));
  expect(await findUserByIdentity(store.table, 'corp', user.id)).toEqual(user);
  expect(await findUserByIdentity(store.table, 'corp', 'nobody')).toBeUndefined();
  await store.table.delete({ Key: { pk: { S: `USER#${user.id}` }, sk: { S: 'PROFILE' } } });
  expect(await findUserByIdentity(store.table, 'corp', user.id)).toBeUndefined();
  expect(await findUser(store.table, user.id)).toBeUndefined();
});
