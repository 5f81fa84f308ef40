import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../../../functions/core/accounts/profile.ts';
import type { User } from '../../../../../functions/core/accounts/user.ts';
import { endAllSessions } from '../../../../../functions/core/storage/sessions/end-sessions.ts';
import { revokeSubjectSessions } from '../../../../../functions/core/storage/sessions/subject-revocation.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { deleteUser } from '../../../../../functions/core/storage/users/delete-user.ts';
import { unlinkIdentity } from '../../../../../functions/core/storage/users/identities.ts';
import { createUser, linkIdentity } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import {
  findUser,
  findUserByEmail,
  findUserByIdentity,
  findUserByName,
} from '../../../../../functions/core/storage/users/users.ts';
import { logoutAt } from '../../support/logouts.ts';
import { newRecord, newSignIn, newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const session = { id: 'ses_1', provider: 'corp' };
const at = start + 1000;

/** A user with an identity at `corp` and at further providers. */
function linkedTo(...providers: readonly string[]): Promise<User> {
  return linkedWith({}, ...providers);
}

/** The same, with this profile. */
async function linkedWith(profile: Partial<Profile>, ...providers: readonly string[]): Promise<User> {
  const user = newUser({ profile });
  const signIn = newSignIn(user);
  await createUser(store.table, user, signIn);
  for (const provider of providers) {
    const change = { change: 'linked', provider, at: start } as const;
    const link = { ...signIn, change, uid: `${user.id}-${provider}`, records: [] };
    await linkIdentity(store.table, await found(user), link);
  }
  return found(user);
}

const found = async (user: User) => (await findUser(store.table, user.id)) ?? user;

const unlink = (user: User, provider: string, remaining: readonly string[]) =>
  unlinkIdentity(store.table, user, {
    change: { change: 'unlinked', provider, at, ip: '192.0.2.8' },
    uid: user.identities[provider]?.uid ?? '',
    remaining,
    session,
    records: [newRecord(user, 'identity.unlinked')],
  });

test('an unlinked identity belongs to nobody, and any user can claim it', async () => {
  const user = await linkedTo('second');
  await unlink(user, 'corp', ['second']);
  const uid = user.identities['corp']?.uid ?? '';
  expect(await findUserByIdentity(store.table, 'corp', uid)).toBeUndefined();
  const left = await found(user);
  expect(Object.keys(left.identities)).toEqual(['second']);
  expect(left.sessionsEnded).toEqual({ at, except: session.id });
  expect(left.signInMethodsChange).toEqual({ change: 'unlinked', provider: 'corp', at, ip: '192.0.2.8' });
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
  const { sessionsEnded } = await found(user);
  await expect(unlink({ ...user, ...(sessionsEnded && { sessionsEnded }) }, 'corp', remaining)).rejects.toEqual(
    new TransactionRefused('user'),
  );
  expect(await store.items()).toEqual(before);
});

test('is refused if the sessions, or those of the identity that asks for it, were revoked since', async () => {
  const user = await linkedTo('second');
  await endAllSessions(store.table, user, { at: start + 1 }, []);
  await expect(unlink(user, 'second', ['corp'])).rejects.toEqual(new TransactionRefused('user'));
  const other = await linkedTo('second');
  await revokeSubjectSessions(store.table, {
    provider: 'corp',
    subject: other.id,
    kind: 'signed_out',
    moment: logoutAt(1),
  });
  await expect(unlink(other, 'second', ['corp'])).rejects.toEqual(new TransactionRefused('user'));
});

test('is refused for an identity that has been replaced since', async () => {
  const user = await linkedTo('second');
  const known = { ...user, identities: { ...user.identities, second: { uid: 'former', linkedAt: 0 } } };
  await expect(unlink(known, 'second', ['corp'])).rejects.toEqual(new TransactionRefused('user'));
});

test('concurrent unlinks of every provider leave one sign-in method', async () => {
  const providers = ['corp', 'second', 'third', 'fourth'];
  const user = await linkedTo(...providers.slice(1));
  const others = (provider: string) => providers.filter((other) => other !== provider);
  // Each write requires that no session was revoked since the user was read, so a round has one winner at most.
  const rounds = [1, 2, 3, 4, 5];
  let unlinked = 0;
  for (const _round of rounds) {
    const known = await found(user);
    const writes = [...providers, ...providers].map((provider) => unlink(known, provider, others(provider)));
    const outcomes = await Promise.allSettled(writes);
    unlinked += outcomes.filter(({ status }) => status === 'fulfilled').length;
  }
  expect(unlinked).toBe(3);
  const left = Object.keys((await findUser(store.table, user.id))?.identities ?? {});
  expect(left).toHaveLength(1);
  for (const provider of providers) {
    const holder = await findUserByIdentity(store.table, provider, user.identities[provider]?.uid ?? '');
    expect(holder?.id).toBe(left.includes(provider) ? user.id : undefined);
  }
});

describe('the verified email address', () => {
  const email = 'Staff7@example.com';
  const vouched = (emailVerifiedBy?: string): Partial<Profile> => ({
    ...{ email, emailVerified: true, name: 'Ann' },
    ...(emailVerifiedBy !== undefined && { emailVerifiedBy }),
  });
  const release = async (user: User) => deleteUser(store.table, (await findUser(store.table, user.id)) ?? user, []);

  test.each([['corp'], [undefined]])(
    'becomes unverified and free with the identity that vouches for it (%p)',
    async (by) => {
      const user = await linkedWith(vouched(by), 'second');
      await unlink(user, 'corp', ['second']);
      expect(await findUser(store.table, user.id)).toMatchObject({
        profile: { email, name: 'Ann', emailVerified: false },
      });
      expect((await findUser(store.table, user.id))?.profile).not.toHaveProperty('emailVerifiedBy');
      expect(await findUserByEmail(store.table, 'staff7@example.com')).toBeUndefined();
      expect(await findUserByName(store.table, email)).toBeUndefined();
      const newcomer = newUser({ profile: vouched('corp') });
      await createUser(store.table, newcomer, newSignIn(newcomer));
      expect((await store.items())['EMAIL#staff7@example.com EMAIL']).toEqual({ user_id: { S: newcomer.id } });
      await release(newcomer);
    },
  );

  test('that nobody claims again is deleted by the table', async () => {
    const user = await linkedWith(vouched('corp'), 'second');
    await unlink(user, 'corp', ['second']);
    const item = (await store.items())['EMAIL#staff7@example.com EMAIL'];
    expect(item).toMatchObject({ expires_at: { N: String(at / 1000) } });
    expect(item).not.toHaveProperty('user_id');
  });

  test('stays with another identity’s, and with an address that was never verified', async () => {
    const user = await linkedWith(vouched('corp'), 'second');
    await unlink(user, 'second', ['corp']);
    expect((await findUserByEmail(store.table, 'staff7@example.com'))?.profile).toEqual(vouched('corp'));
    await release(user);
    const unverified = await linkedWith({ email }, 'second');
    await unlink(unverified, 'corp', ['second']);
    expect((await findUser(store.table, unverified.id))?.profile).toEqual({ email, emailVerified: false });
  });

  test('is decided on as it was read: a change of it meanwhile refuses the unlinking', async () => {
    const user = await linkedWith(vouched('second'), 'second');
    const known = { ...user, profile: { ...user.profile, emailVerifiedBy: 'corp' } };
    await expect(unlink(known, 'second', ['corp'])).rejects.toEqual(new TransactionRefused('user'));
    const former = { ...user, profile: { ...user.profile, email: 'former@example.com' } };
    await expect(unlink(former, 'corp', ['second'])).rejects.toEqual(new TransactionRefused('user'));
    await release(user);
  });
});
