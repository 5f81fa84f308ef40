import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { User } from '../../../../../functions/core/accounts/user.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { deleteUser } from '../../../../../functions/core/storage/users/delete-user.ts';
import { mergeUsers } from '../../../../../functions/core/storage/users/merge-users.ts';
import { findUser, findUserByEmail, findUserByIdentity } from '../../../../../functions/core/storage/users/users.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import {
  accountWith,
  inconsistencies,
  itemsWith,
  operatorRecord,
  signIn,
  store as write,
} from '../../support/accounts.ts';
import { start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const at = start + 120_000;
const merge = (into: User, from: User) =>
  mergeUsers(store.table, { into, from }, at, [
    operatorRecord('user.merged', into.id),
    operatorRecord('user.deleted', from.id),
  ]);

test('every identity moves to the remaining account, and the other account is deleted', async () => {
  const [into, from] = [accountWith({ corp: 'a' }), accountWith({ google: 'b', authentiq: 'c' }, { external: true })];
  await write(store, into);
  await write(store, from);
  const session = await signIn(store, into.id, 'corp');
  await signIn(store, from.id, 'google', { sid: 'sid-of-b' });
  const read = (await findUser(store.table, into.id)) ?? into;
  await merge(read, (await findUser(store.table, from.id)) ?? from);
  const merged = {
    ...read,
    identities: {
      ...read.identities,
      google: { uid: 'b', linkedAt: at, lastSignInAt: start + 60_000 },
      authentiq: { uid: 'c', linkedAt: at },
    },
  };
  expect(await findUser(store.table, into.id)).toEqual(merged);
  expect(await findUserByIdentity(store.table, 'google', 'b')).toEqual(merged);
  expect(await findUserByIdentity(store.table, 'authentiq', 'c')).toEqual(merged);
  expect(await itemsWith(store, from.id, from.username)).toEqual([]);
  expect(await itemsWith(store, into.id)).toContain(`USER#${into.id} SESSION#${session}`);
});

test('the profile stays, and gains a verified address', async () => {
  const profile = fc.record({
    email: fc.constantFrom(undefined, 'one@example.com', 'two@example.com'),
    emailVerified: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(profile, profile, async (ours, theirs) => {
      const profileOf = ({ email, emailVerified }: typeof ours) =>
        email === undefined ? { emailVerified: false } : { email, emailVerified };
      const vouched = (emailVerifiedBy: string) => (person: typeof ours) => ({
        ...profileOf(person),
        ...(profileOf(person).emailVerified && { emailVerifiedBy }),
      });
      const both = ours.email === theirs.email && ours.emailVerified && theirs.emailVerified;
      fc.pre(!both);
      const into = await write(store, accountWith(undefined, { profile: { name: 'Into', ...vouched('corp')(ours) } }));
      const from = accountWith({ google: into.id }, { profile: { name: 'From', ...vouched('google')(theirs) } });
      await write(store, from);
      await merge(into, from);
      const takes = theirs.email !== undefined && theirs.emailVerified && !(ours.email && ours.emailVerified);
      const expected = takes ? { name: 'Into', ...vouched('google')(theirs) } : into.profile;
      const merged = await findUser(store.table, into.id);
      expect(merged?.profile).toEqual(expected);
      for (const email of ['one@example.com', 'two@example.com']) {
        const has = expected.emailVerified && expected.email === email;
        expect(await findUserByEmail(store.table, email)).toEqual(has ? merged : undefined);
      }
      if (merged !== undefined) await deleteUser(store.table, merged, []);
    }),
    { numRuns: runs(30) },
  );
});

test.each<[string, (into: User, from: User) => readonly [User, User]]>([
  ['user', (into, from) => [{ ...into, state: 'deactivated' }, from]],
  ['user', (into, from) => [into, { ...from, username: 'other' }]],
  ['user', (into, from) => [into, { ...from, identities: {} }]],
  ['user', (into, from) => [into, { ...from, state: 'blocked' }]],
  ['user', (into, from) => [into, { ...from, identities: { corp: { uid: 'x', linkedAt: start } } }]],
])('nothing is written if %s has changed since it was read (%#)', async (step, change) => {
  const into = await write(store, accountWith());
  const from = await write(store, accountWith({ google: into.id }));
  const before = await store.items();
  await expect(merge(...change(into, from))).rejects.toEqual(new TransactionRefused(step));
  expect(await store.items()).toEqual(before);
});

test('concurrent sign-ins and merges leave one account with all identities', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [into, from] = await twoAccounts();
    await Promise.allSettled([...busy(into, from), merge(into, from), merge(from, into)]);
    const left = await found(into, from);
    expect(left).toHaveLength(1);
    expect(left[0]?.identities).toMatchObject({ corp: { uid: into.id }, google: { uid: into.id } });
    expect(await inconsistencies(store)).toEqual([]);
  }
});

test('concurrent deletions leave no identity without its account', async () => {
  for (let round = 0; round < 8; round += 1) {
    const [into, from] = await twoAccounts();
    const [deleted] = await Promise.all([
      deleteUser(store.table, from, []).catch(() => 'failed'),
      Promise.allSettled([...busy(into, from), merge(into, from)]),
    ]);
    expect(typeof deleted).toBe('boolean');
    expect(await inconsistencies(store)).toEqual([]);
  }
});

async function twoAccounts(): Promise<readonly [User, User]> {
  const account = accountWith();
  const into = await write(store, { ...account, identities: { corp: { uid: account.id, linkedAt: start } } });
  return [into, await write(store, accountWith({ google: into.id }))];
}

function busy(into: User, from: User): readonly Promise<unknown>[] {
  return Array.from({ length: 4 }, () => [
    signIn(store, from.id, 'google', { sid: 'beside' }),
    signIn(store, into.id, 'corp'),
  ]).flat();
}

async function found(...users: readonly User[]): Promise<readonly User[]> {
  const all = await Promise.all(users.map(({ id }) => findUser(store.table, id)));
  return all.filter((user) => user !== undefined);
}
