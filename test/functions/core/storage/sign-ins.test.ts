import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../../functions/core/accounts/profile.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import { TransactionRefused } from '../../../../functions/core/storage/errors.ts';
import { endAllSessions, endSession } from '../../../../functions/core/storage/session-ends.ts';
import { findSession, findSessionRow } from '../../../../functions/core/storage/sessions.ts';
import {
  createUser,
  linkIdentity,
  type SignInChanges,
  signInUser,
} from '../../../../functions/core/storage/sign-ins.ts';
import { signOutSubject } from '../../../../functions/core/storage/subject-sign-outs.ts';
import { findUser, findUserByIdentity } from '../../../../functions/core/storage/users.ts';
import { logoutAt } from '../support/logouts.ts';
import { newRecord, newSession, newSignIn, newUser, start, unchanged } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

/** Expects a write to be refused at a step and to have written nothing. */
async function expectRefusal(step: string, write: () => Promise<void>): Promise<void> {
  const before = await store.items();
  await expect(write()).rejects.toEqual(new TransactionRefused(step));
  await expect(write()).rejects.toHaveProperty('step', step);
  expect(await store.items()).toEqual(before);
}

describe('createUser', () => {
  test('writes user, identity, unique names, session and what the provider’s session covers', async () => {
    const user = newUser({ username: 'alice', profile: { email: 'Alice@Example.com', emailVerified: true } });
    const signIn = newSignIn(user, { sid: 'sid-1' });
    await createUser(store.table, user, signIn);
    const { session } = signIn;
    const holder = { user_id: { S: user.id } };
    const expires_at = { N: String(session.endsAt / 1000) };
    const items = await store.items();
    expect(Object.keys(items)).toEqual(
      [
        'EMAIL#alice@example.com EMAIL',
        `IDENTITY#corp#${user.id} IDENTITY`,
        `SID#corp#sid-1 SESSION#${session.id}`,
        'USERNAME#alice USERNAME',
        `USER#${user.id} PROFILE`,
        `USER#${user.id} SESSION#${session.id}`,
      ].sort(),
    );
    expect(items['EMAIL#alice@example.com EMAIL']).toEqual(holder);
    expect(items['USERNAME#alice USERNAME']).toEqual(holder);
    expect(items[`IDENTITY#corp#${user.id} IDENTITY`]).toEqual(holder);
    expect(items[`SID#corp#sid-1 SESSION#${session.id}`]).toEqual({ ...holder, expires_at });
    expect(items[`USER#${user.id} SESSION#${session.id}`]).toMatchObject({ expires_at });
    expect(await findUserByIdentity(store.table, 'corp', user.id)).toEqual(user);
    expect(await findSession(store.table, user.id, session.id)).toEqual({ user, session });
  });

  test('keeps everything that a session says', async () => {
    const user = newUser();
    const signIn = newSignIn(user);
    const endSessionEndpoint = 'https://login.example.com/logout';
    const session = { ...signIn.session, sid: 'sid-2', endSessionEndpoint, sealedIdToken: 'sealed' };
    await createUser(store.table, user, { ...signIn, session });
    expect((await findSession(store.table, user.id, session.id))?.session).toEqual(session);
  });

  test('of somebody who waits for approval opens no session and counts no sign-in', async () => {
    const { currentSignIn: _never, ...rest } = newUser();
    const user = { ...rest, state: 'blocked_pending_approval' as const, signInCount: 0 };
    const { session: _none, ...signIn } = newSignIn(user);
    await createUser(store.table, user, signIn);
    expect(await findUser(store.table, user.id)).toEqual(user);
    const item = (await store.items())[`USER#${user.id} PROFILE`];
    expect(item).not.toHaveProperty('current_sign_in_at');
    expect(item).not.toHaveProperty('expires_at');
  });

  test.each([
    ['identity', { subject: 'taken' }],
    ['username', { username: 'taken' }],
    ['email', { profile: { email: 'TAKEN@example.com', emailVerified: true } }],
  ])('is refused where the %s is taken', async (step, person) => {
    if (step === 'identity') {
      const first = newUser({
        subject: 'taken',
        username: 'taken',
        profile: { email: 'taken@example.com', emailVerified: true },
      });
      await createUser(store.table, first, newSignIn(first));
    }
    const second = newUser(person);
    await expectRefusal(step, () => createUser(store.table, second, newSignIn(second)));
  });

  test('leaves addresses that are not verified to everybody', async () => {
    for (const username of ['first-unverified', 'second-unverified']) {
      const user = newUser({ username, profile: { email: 'shared@example.com' } });
      await createUser(store.table, user, newSignIn(user));
    }
    expect(await store.items()).not.toHaveProperty(['EMAIL#shared@example.com EMAIL']);
  });

  test('tells subjects apart byte for byte, and by provider', async () => {
    for (const subject of ['Case', 'case', 'case ', 'corp#case']) {
      const user = newUser({ subject });
      await createUser(store.table, user, newSignIn(user));
      expect(await findUserByIdentity(store.table, 'corp', subject)).toEqual(user);
      expect(await findUserByIdentity(store.table, 'other', subject)).toBeUndefined();
    }
  });

  test('many at once for one subject make one user', async () => {
    const users = Array.from({ length: 8 }, () => newUser({ subject: 'racer' }));
    const outcomes = await Promise.allSettled(users.map((user) => createUser(store.table, user, newSignIn(user))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toEqual(
      Array(7).fill({ status: 'rejected', reason: new TransactionRefused('identity') }),
    );
  });
});

describe('signInUser', () => {
  const known = async () => {
    const user = newUser();
    const first = newSignIn(user);
    await createUser(store.table, user, first);
    return { user, first };
  };

  test('opens a further session and counts it', async () => {
    const { user, first } = await known();
    const second = newSignIn(user, { at: 5000 });
    await signInUser(store.table, user, { ...second, session: { ...second.session, ip: '192.0.2.8' } }, unchanged);
    const found = await findUser(store.table, user.id);
    expect(found).toMatchObject({ signInCount: 2, identities: { corp: { uid: user.id, lastSignInAt: start + 5000 } } });
    const item = (await store.items())[`USER#${user.id} PROFILE`];
    expect(item).toMatchObject({
      current_sign_in_at: { N: String(start + 5000) },
      current_sign_in_ip: { S: '192.0.2.8' },
      last_sign_in_at: { N: String(start) },
      last_sign_in_ip: { S: '192.0.2.7' },
    });
    expect(await findSession(store.table, user.id, first.session.id)).toBeDefined();
    expect(await findSession(store.table, user.id, second.session.id)).toBeDefined();
  });

  test('that is the first of all has none before it', async () => {
    const { currentSignIn: _never, ...user } = newUser();
    const { session: _none, ...unseen } = newSignIn(user);
    await createUser(store.table, user, unseen);
    await signInUser(store.table, user, newSignIn(user, { at: 5000 }), unchanged);
    const found = await findUser(store.table, user.id);
    expect(found).toMatchObject({ currentSignIn: { at: start + 5000, ip: '192.0.2.7' } });
    expect(found).not.toHaveProperty('lastSignIn');
  });

  test('ends the session that the browser had', async () => {
    const user = newUser();
    const first = newSignIn(user, { sid: 'covered' });
    await createUser(store.table, user, first);
    const replaced = await findSessionRow(store.table, { userId: user.id, sessionId: first.session.id });
    const second = newSignIn(user);
    await signInUser(store.table, user, { ...second, ...(replaced && { replaced }) }, unchanged);
    expect(Object.keys(await store.items()).filter((key) => key.startsWith('SID#corp#covered'))).toEqual([]);
    expect(await findSession(store.table, user.id, first.session.id)).toBeUndefined();
    expect(await findSession(store.table, user.id, second.session.id)).toBeDefined();
  });

  test('is not kept by a session of the browser that is long gone', async () => {
    const { user } = await known();
    const signIn = newSignIn(user);
    await signInUser(
      store.table,
      user,
      { ...signIn, replaced: { userId: 'usr_gone', id: 'ses_gone', provider: 'corp', sid: 'gone' } },
      unchanged,
    );
    expect(await findSession(store.table, user.id, signIn.session.id)).toBeDefined();
  });

  test.each(['blocked_pending_approval', 'blocked', 'banned', 'deactivated'])(
    'is refused where the user is %s by now',
    async (state) => {
      const { user } = await known();
      await setUser(user.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: state } });
      await expectRefusal('user', () => signInUser(store.table, user, newSignIn(user), unchanged));
    },
  );

  test('is refused where the identity was unlinked, or is somebody else’s', async () => {
    const { user } = await known();
    const { user: other } = await known();
    await expectRefusal('identity', () =>
      signInUser(store.table, user, { ...newSignIn(user), uid: other.id }, unchanged),
    );
    await expectRefusal('identity', () =>
      signInUser(store.table, user, { ...newSignIn(user), uid: 'nobody' }, unchanged),
    );
    await setUser(user.id, 'REMOVE identities.#a', { '#a': 'corp' });
    await expectRefusal('user', () => signInUser(store.table, user, newSignIn(user), unchanged));
  });

  test('is refused where there is such a session already', async () => {
    const { user, first } = await known();
    await expectRefusal('session', () => signInUser(store.table, user, first, unchanged));
    expect(newSession(user).id).not.toBe(first.session.id);
  });
});

describe('signInUser, of an account that changes with it', () => {
  const join = async (profile: Partial<Profile> = {}) => {
    const user = newUser({ profile });
    await createUser(store.table, user, newSignIn(user));
    return user;
  };
  const take = (user: User, signIn: ReturnType<typeof newSignIn>, changes: Partial<SignInChanges>) =>
    signInUser(store.table, user, signIn, { ...unchanged, ...changes });
  const following = (profile: Profile) => ({ synced: { profile, attributes: ['email'] as const } });
  const holderOf = async (email: string) => (await store.items())[`EMAIL#${email} EMAIL`]?.['user_id']?.S;

  test('wakes the account where it was deactivated, provided that it still is', async () => {
    const user = await join();
    const sleeping = { ...user, state: 'deactivated' as const };
    await expectRefusal('user', () => take(sleeping, newSignIn(user, { at: 1 }), {}));
    await setUser(user.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: 'deactivated' } });
    await take(sleeping, newSignIn(user, { at: 1 }), {});
    expect(await findUser(store.table, user.id)).toMatchObject({ state: 'active', signInCount: 2 });
    const item = (await store.items())[`USER#${user.id} PROFILE`];
    expect(item?.['list']?.S).toMatch(/^USERS#active#[0-7]$/);
  });

  test('links an identity that nobody has, and never over one that is there', async () => {
    const user = await join();
    const signIn = { ...newSignIn(user, { at: 7 }), provider: 'other', uid: `${user.id}-other` };
    await take(user, { ...signIn, session: { ...signIn.session, provider: 'other' } }, { links: true });
    const at = start + 7;
    expect(await findUserByIdentity(store.table, 'other', signIn.uid)).toMatchObject({
      id: user.id,
      identities: { other: { uid: signIn.uid, linkedAt: at, lastSignInAt: at } },
    });
    const again = { ...newSignIn(user, { at: 8 }), provider: 'other', uid: `${user.id}-third` };
    await expectRefusal('user', () => take(user, again, { links: true }));
    const foreign = await join();
    const stolen = { ...newSignIn(foreign), provider: 'other', uid: signIn.uid };
    await expectRefusal('identity', () => take(foreign, stolen, { links: true }));
  });

  test('links by an address only while the account has it', async () => {
    const user = await join({ email: 'mine@example.com', emailVerified: true });
    const signIn = { ...newSignIn(user, { at: 3 }), provider: 'other', uid: `${user.id}-by-address` };
    const moved = { email: 'gone@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(moved));
    await expectRefusal('user', () => take(user, signIn, { links: true }));
  });

  test('moves the verified address, which nobody else may have', async () => {
    const user = await join({ email: 'Old@example.com', emailVerified: true });
    const profile = { email: 'moved@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(profile));
    expect(await findUser(store.table, user.id)).toMatchObject({ profile });
    expect(await holderOf('moved@example.com')).toBe(user.id);
    expect(await holderOf('old@example.com')).toBeUndefined();

    const other = await join({ email: 'other@example.com', emailVerified: true });
    await expectRefusal('email', () => take(other, newSignIn(other, { at: 1 }), following(profile)));
    // As read before the address moved: the unique names would no longer fit.
    await expectRefusal('user', () =>
      take(user, newSignIn(user, { at: 2 }), following({ ...profile, email: 'x@y.z' })),
    );
  });

  test('takes an address that becomes verified, and leaves its own where only its case changes', async () => {
    const user = await join({ email: 'late@example.com', emailVerified: false });
    const profile = { email: 'late@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(profile));
    expect(await holderOf('late@example.com')).toBe(user.id);
    const recased = { ...profile, email: 'Late@example.com' };
    await take({ ...user, profile }, newSignIn(user, { at: 2 }), following(recased));
    expect(await holderOf('late@example.com')).toBe(user.id);
    expect(await findUser(store.table, user.id)).toMatchObject({ profile: recased });
  });

  test('two sign-ins that move it to different addresses leave exactly one held', async () => {
    const user = await join({ email: 'race@example.com', emailVerified: true });
    const targets = ['race-1@example.com', 'race-2@example.com'];
    const outcomes = await Promise.allSettled(
      targets.map((email, at) => take(user, newSignIn(user, { at }), following({ email, emailVerified: true }))),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const found = await findUser(store.table, user.id);
    const held = Object.entries(await store.items()).filter(
      ([key, item]) => key.startsWith('EMAIL#') && item['user_id']?.S === user.id,
    );
    expect(held.map(([key]) => key)).toEqual([`EMAIL#${found?.profile.email} EMAIL`]);
  });
});

describe('linkIdentity', () => {
  const asked = async () => {
    const user = newUser();
    const signIn = newSignIn(user);
    await createUser(store.table, user, signIn);
    const { moment, session } = signIn;
    const at = start + 9000;
    const uid = `${user.id}-2`;
    const link = { provider: 'second', uid, moment, sessionId: session.id, sessionProvider: 'corp', at, records: [] };
    return { user, session, link };
  };

  test('makes an identity a way into the account and writes that down', async () => {
    const { user, link } = await asked();
    const record = newRecord(user, 'identity.linked');
    await linkIdentity(store.table, user, { ...link, records: [record] });
    const found = await findUserByIdentity(store.table, 'second', link.uid);
    expect(found).toEqual({
      ...user,
      identities: { ...user.identities, second: { uid: link.uid, linkedAt: link.at } },
    });
    expect(Object.keys(await store.items()).filter((key) => key.includes(record.id))).toHaveLength(1);
  });

  test('is refused where the identity is taken, the account has one there, is blocked, or the session ended', async () => {
    const { user, session, link } = await asked();
    await linkIdentity(store.table, user, link);
    const { user: other, link: theirs } = await asked();
    await expectRefusal('identity', () => linkIdentity(store.table, other, { ...theirs, uid: link.uid }));
    await expectRefusal('user', () => linkIdentity(store.table, user, { ...link, uid: 'another' }));
    await endSession(store.table, session, []);
    await expectRefusal('session', () => linkIdentity(store.table, user, { ...link, provider: 'third' }));
    await setUser(other.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: 'blocked' } });
    await expectRefusal('user', () => linkIdentity(store.table, other, theirs));
  });

  test('is refused where the sessions were ended since, or the provider signed the person out', async () => {
    const ended = await asked();
    await endAllSessions(store.table, ended.user, { at: start + 1 }, []);
    await expectRefusal('user', () => linkIdentity(store.table, ended.user, ended.link));
    const signedOut = await asked();
    await signOutSubject(store.table, 'corp', signedOut.user.id, 'signed_out', logoutAt(1));
    await expectRefusal('user', () => linkIdentity(store.table, signedOut.user, signedOut.link));
  });

  test('many at once by two users leave an identity with one of them', async () => {
    const [a, b] = await Promise.all([asked(), asked()]);
    const links = Array.from({ length: 10 }, (_, turn) => (turn % 2 === 0 ? a : b));
    const write = ({ user, link }: typeof a) => linkIdentity(store.table, user, { ...link, uid: 'wanted' });
    const outcomes = await Promise.allSettled(links.map(write));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const holder = await findUserByIdentity(store.table, 'second', 'wanted');
    const having = await Promise.all([a, b].map(({ user }) => findUser(store.table, user.id)));
    expect(having.filter((user) => user?.identities['second'] !== undefined).map((user) => user?.id)).toEqual([
      holder?.id,
    ]);
  });
});

function setUser(
  userId: string,
  UpdateExpression: string,
  ExpressionAttributeNames: Record<string, string>,
  ExpressionAttributeValues?: Record<string, { S: string }>,
): Promise<void> {
  const Key = { pk: { S: `USER#${userId}` }, sk: { S: 'PROFILE' } };
  return store.table.update({
    Key,
    UpdateExpression,
    ExpressionAttributeNames,
    ...(ExpressionAttributeValues && { ExpressionAttributeValues }),
  });
}
