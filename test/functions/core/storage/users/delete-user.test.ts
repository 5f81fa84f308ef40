import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { userStates } from '../../../../../functions/core/accounts/user.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { deleteSessions, deleteUser } from '../../../../../functions/core/storage/users/delete-user.ts';
import { findUser } from '../../../../../functions/core/storage/users/users.ts';
import { runs } from '../../../../support/fuzz/runs.ts';
import { accountWith, itemsWith, operatorRecord, signIn, store as write } from '../../support/accounts.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const records = (id: string) => [operatorRecord('user.deleted', id)];

test('nothing remains of an account but its audit events, which have its identifier', async () => {
  const provider = fc.stringMatching(/^[a-z0-9-]{1,8}$/);
  const uids = fc.dictionary(provider, fc.stringMatching(/^[!-~]{1,20}$/), { maxKeys: 4, noNullPrototype: true });
  const sessions = fc.array(fc.option(fc.stringMatching(/^[!-~]{1,12}$/), { nil: undefined }), { maxLength: 4 });
  let index = 0;
  await fc.assert(
    fc.asyncProperty(uids, sessions, fc.boolean(), async (known, sids, emailVerified) => {
      index += 1;
      const own = Object.fromEntries(Object.entries(known).map(([name, uid]) => [name, `${index}#${uid}`]));
      const email = `Person${index}@Example.com`;
      const user = accountWith(own, { profile: { email, emailVerified, name: `Person Number${index}.` } });
      await write(store, user);
      const [first] = Object.keys(own);
      if (first !== undefined) {
        for (const sid of sids) await signIn(store, user.id, first, sid === undefined ? {} : { sid });
      }
      expect(await deleteUser(store.table, user, records(user.id))).toBe(true);
      const traces = [user.id, user.username, email, email.toLowerCase(), `Number${index}.`];
      expect(await itemsWith(store, ...traces, ...Object.values(own).map((uid) => `#${uid} `))).toEqual([]);
      const events = Object.values(await store.items()).filter((item) => item['user']?.S === user.id);
      expect(events.map(({ event }) => event?.S)).toContain('user.deleted');
    }),
    { numRuns: runs(40) },
  );
  expect((await itemsWith(store, '')).length).toBe(0);
});

test('other accounts are unchanged', async () => {
  const other = await write(store, accountWith());
  const session = await signIn(store, other.id, 'corp', { sid: 'shared' });
  const user = await write(store, accountWith());
  await signIn(store, user.id, 'corp', { sid: 'shared' });
  const before = await itemsWith(store, other.id);
  await deleteUser(store.table, user, records(user.id));
  expect(await itemsWith(store, other.id)).toEqual(before);
  expect(before).toContain(`USER#${other.id} SESSION#${session}`);
});

test('an account that changed since it was read is read again and deleted', async () => {
  const read = accountWith({ corp: 'moved' }, { profile: { email: 'before@example.com', emailVerified: true } });
  const now = accountWith(
    { corp: 'moved', other: 'added' },
    { ...read, profile: { email: 'after@example.com', emailVerified: true }, username: 'renamed' },
  );
  await write(store, { ...now, id: read.id, identities: accountWith({ corp: 'moved', other: 'added' }).identities });
  expect(await deleteUser(store.table, read, records(read.id))).toBe(true);
  expect(await itemsWith(store, read.id, 'renamed', 'after@example.com', 'added')).toEqual([]);
});

test.each(userStates)('an account that is %s is rejected only if it waits for approval', async (state) => {
  const user = await write(store, accountWith(undefined, { state }));
  const waits = state === 'blocked_pending_approval';
  const onlyIf = 'blocked_pending_approval' as const;
  expect(await deleteUser(store.table, user, records(user.id), { onlyIf })).toBe(waits);
  expect(await findUser(store.table, user.id)).toEqual(waits ? undefined : user);
});

test('an account that was approved since it was read is not rejected', async () => {
  const user = await write(store, accountWith());
  const read = { ...user, state: 'blocked_pending_approval' as const };
  expect(await deleteUser(store.table, read, records(user.id), { onlyIf: read.state })).toBe(false);
  expect(await findUser(store.table, user.id)).toEqual(user);
});

test('a deleted account is not deleted again, and gets no further event', async () => {
  const user = await write(store, accountWith());
  expect(await deleteUser(store.table, user, records(user.id))).toBe(true);
  const before = await store.items();
  expect(await deleteUser(store.table, user, records(user.id))).toBe(false);
  expect(await store.items()).toEqual(before);
});

test('an interrupted deletion is completed', async () => {
  const user = await write(store, accountWith());
  for (let count = 0; count < 45; count += 1) await signIn(store, user.id, 'corp', { sid: `sid-${count % 3}` });
  store.rewrite((input, operation) => (operation === 'Query' ? {} : input));
  await expect(deleteUser(store.table, user, records(user.id))).rejects.toThrow();
  store.rewrite((input) => input);
  expect(await findUser(store.table, user.id)).toBeUndefined();
  expect(await itemsWith(store, user.id)).toHaveLength(90);
  expect(await deleteSessions(store.table, user.id)).toBe(45);
  expect(await itemsWith(store, user.id)).toEqual([]);
  expect(await deleteSessions(store.table, user.id)).toBe(0);
});

test('concurrent sign-ins leave no data', async () => {
  for (let round = 0; round < 8; round += 1) {
    const user = await write(store, accountWith());
    const signIns = Array.from({ length: 12 }, (_, index) =>
      signIn(store, user.id, 'corp', { sid: `beside-${index}` }),
    );
    const [deleted, ...outcomes] = await Promise.allSettled([
      deleteUser(store.table, user, records(user.id)),
      ...signIns,
    ]);
    expect(deleted).toEqual({ status: 'fulfilled', value: true });
    for (const outcome of outcomes) {
      const reason = outcome.status === 'rejected' ? outcome.reason : undefined;
      if (reason instanceof TransactionRefused) expect(['identity', 'user']).toContain(reason.step);
    }
    expect(await itemsWith(store, user.id)).toEqual([]);
  }
});
