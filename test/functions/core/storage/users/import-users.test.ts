import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { revokeSubjectSessions } from '../../../../../functions/core/storage/sessions/subject-revocation.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { importUsers, transactionsOf } from '../../../../../functions/core/storage/users/import-users.ts';
import {
  findUser,
  findUserByEmail,
  findUserByIdentity,
  findUserByName,
} from '../../../../../functions/core/storage/users/users.ts';
import { accountWith, inconsistencies, operatorRecord, store as write } from '../../support/accounts.ts';
import { start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

/** An account takes four steps beside its identities. */
const maximumIdentities = 96;

const asAccount = (user: ReturnType<typeof accountWith>) => ({ user, record: operatorRecord('user.created', user.id) });
const manyIdentities = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`provider-${index}`, crypto.randomUUID()]));

test('imported accounts are found by each of their names and identities', async () => {
  const users = [
    accountWith({ corp: 'one', google: 'two' }, { username: 'imported', state: 'blocked', external: true }),
    accountWith({}, { profile: { email: 'Import@Example.com', emailVerified: true } }),
  ];
  await importUsers(store.table, users.map(asAccount));
  expect(await findUserByIdentity(store.table, 'corp', 'one')).toEqual(users[0]);
  expect(await findUserByIdentity(store.table, 'google', 'two')).toEqual(users[0]);
  expect(await findUserByName(store.table, 'imported')).toEqual(users[0]);
  expect(await findUserByEmail(store.table, 'import@example.com')).toEqual(users[1]);
  expect(await inconsistencies(store)).toEqual([]);
});

test.each([
  ['identity', accountWith({ corp: 'taken' })],
  ['username', accountWith(undefined, { username: 'taken' })],
  ['email', accountWith(undefined, { profile: { email: 'TAKEN@example.com', emailVerified: true } })],
  ['user', accountWith(undefined, { id: 'usr_taken' })],
])('if the %s of one is taken, none is written', async (step, user) => {
  if ((await findUser(store.table, 'usr_taken')) === undefined) {
    const profile = { email: 'taken@example.com', emailVerified: true };
    await write(store, accountWith({ corp: 'taken' }, { id: 'usr_taken', username: 'taken', profile }));
  }
  const before = await store.items();
  const both = importUsers(store.table, [asAccount(accountWith()), asAccount(user)]);
  await expect(both).rejects.toEqual(new TransactionRefused(step));
  expect(await store.items()).toEqual(before);
});

test('a logout’s tombstone stays on the identity and no longer expires', async () => {
  const moment = { arrivedAt: start, issuedAt: start / 1000 };
  await revokeSubjectSessions(store.table, { provider: 'corp', subject: 'signed-out', kind: 'signed_out', moment });
  await write(store, accountWith({ corp: 'signed-out' }));
  const item = (await store.items())['IDENTITY#corp#signed-out IDENTITY'];
  expect(item).toHaveProperty('signed_out_at', { N: String(start) });
  expect(item).not.toHaveProperty('expires_at');
});

test('an account with the maximum number of identities is written', async () => {
  const profile = { email: 'many@example.com', emailVerified: true };
  const user = await write(store, accountWith(manyIdentities(maximumIdentities), { profile }));
  expect(await findUser(store.table, user.id)).toEqual(user);
});

test('transactions preserve order and limit, and each is as large as possible', () => {
  const accounts = fc.array(fc.integer({ min: 0, max: maximumIdentities }), { maxLength: 60 });
  fc.assert(
    fc.property(accounts, (counts) => {
      const all = counts.map((count) => ({ user: accountWith(manyIdentities(count)) }));
      const batches = [...transactionsOf(all)];
      const size = (batch: typeof all) =>
        batch.reduce((sum, { user }) => sum + 4 + Object.keys(user.identities).length, 0);
      expect(batches.flat()).toEqual(all);
      for (const [index, batch] of batches.entries()) {
        expect(size([...batch])).toBeLessThanOrEqual(100);
        const next = batches[index + 1]?.slice(0, 1) ?? [];
        if (next.length > 0) expect(size([...batch, ...next])).toBeGreaterThan(100);
      }
    }),
  );
});
