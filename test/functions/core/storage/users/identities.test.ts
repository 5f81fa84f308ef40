import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { User } from '../../../../../functions/core/accounts/user.ts';
import { revokeSubjectSessions } from '../../../../../functions/core/storage/sessions/subject-revocation.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { unlinkIdentity } from '../../../../../functions/core/storage/users/identities.ts';
import { createUser, linkIdentity } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser, findUserByIdentity } from '../../../../../functions/core/storage/users/users.ts';
import { logoutAt } from '../../support/logouts.ts';
import { newRecord, newSignIn, newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

/** A user with an identity at `corp` and at further providers. */
async function linkedTo(...providers: readonly string[]): Promise<User> {
  const user = newUser();
  const signIn = newSignIn(user);
  await createUser(store.table, user, signIn);
  const { moment, session } = signIn;
  for (const provider of providers) {
    const link = {
      provider,
      uid: `${user.id}-${provider}`,
      moment,
      sessionId: session.id,
      sessionProvider: 'corp',
      at: start,
      records: [],
    };
    await linkIdentity(store.table, user, link);
  }
  return (await findUser(store.table, user.id)) ?? user;
}

const unlink = (user: User, provider: string, remaining: readonly string[]) =>
  unlinkIdentity(store.table, user, { provider, uid: user.identities[provider]?.uid ?? '', at: start }, remaining, [
    newRecord(user, 'identity.unlinked'),
  ]);

test('an unlinked identity belongs to nobody, and any user can claim it', async () => {
  const user = await linkedTo('second');
  await unlink(user, 'corp', ['second']);
  const uid = user.identities['corp']?.uid ?? '';
  expect(await findUserByIdentity(store.table, 'corp', uid)).toBeUndefined();
  expect(Object.keys((await findUser(store.table, user.id))?.identities ?? {})).toEqual(['second']);
  const other = newUser({ subject: uid });
  await createUser(store.table, other, newSignIn(other));
  expect(await findUserByIdentity(store.table, 'corp', uid)).toEqual(other);
});

test('a logout’s tombstone on it stays for the logins that it covers', async () => {
  const user = await linkedTo('second');
  const subject = user.identities['second']?.uid ?? '';
  await revokeSubjectSessions(store.table, { provider: 'second', subject, kind: 'signed_out', moment: logoutAt(1000) });
  await unlink(user, 'second', ['corp']);
  const { session: _none, ...early } = newSignIn(newUser({ subject }));
  const write = createUser(store.table, newUser({ subject }), { ...early, provider: 'second', uid: subject });
  await expect(write).rejects.toEqual(new TransactionRefused('identity'));
});

test.each([
  ['none of the others is left', ['gone']],
  ['it would be the last one', ['second', 'gone']],
])('is refused where %s', async (_when, remaining) => {
  const user = await linkedTo('second');
  if (remaining.includes('second')) await unlink(user, 'second', ['corp']);
  const before = await store.items();
  await expect(unlink(user, 'corp', remaining)).rejects.toEqual(new TransactionRefused('user'));
  expect(await store.items()).toEqual(before);
});

test('is refused for an identity that has been replaced since', async () => {
  const user = await linkedTo('second');
  const known = { ...user, identities: { ...user.identities, second: { uid: 'former', linkedAt: 0 } } };
  await expect(unlink(known, 'second', ['corp'])).rejects.toEqual(new TransactionRefused('user'));
});

test('concurrent unlinks of every provider leave one sign-in method', async () => {
  const providers = ['corp', 'second', 'third', 'fourth'];
  const user = await linkedTo(...providers.slice(1));
  const outcomes = await Promise.allSettled(
    [...providers, ...providers].map((provider) =>
      unlink(
        user,
        provider,
        providers.filter((other) => other !== provider),
      ),
    ),
  );
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const left = Object.keys((await findUser(store.table, user.id))?.identities ?? {});
  expect(left).toHaveLength(1);
  for (const provider of providers) {
    const holder = await findUserByIdentity(store.table, provider, user.identities[provider]?.uid ?? '');
    expect(holder?.id).toBe(left.includes(provider) ? user.id : undefined);
  }
});
