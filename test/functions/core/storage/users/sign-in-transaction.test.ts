import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { findSession } from '../../../../../functions/core/storage/sessions/sessions.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { createUser, signInUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser, findUserByIdentity } from '../../../../../functions/core/storage/users/users.ts';
import { newSession, newSignIn, newUser, start, unchanged } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';
import { expectRefusal, setUser } from '../../support/transactions.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

describe('createUser', () => {
  test('writes user, identity, unique names, session and the provider’s session that covers it', async () => {
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

  test('stores every member of a session', async () => {
    const user = newUser();
    const signIn = newSignIn(user);
    const endSessionEndpoint = 'https://login.example.com/logout';
    const session = { ...signIn.session, sid: 'sid-2', endSessionEndpoint, sealedIdToken: 'sealed' };
    await createUser(store.table, user, { ...signIn, session });
    expect((await findSession(store.table, user.id, session.id))?.session).toEqual(session);
  });

  test('of an account that waits for approval opens no session and counts no sign-in', async () => {
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
  ])('is refused if the %s is taken', async (step, person) => {
    if (step === 'identity') {
      const first = newUser({
        subject: 'taken',
        username: 'taken',
        profile: { email: 'taken@example.com', emailVerified: true },
      });
      await createUser(store.table, first, newSignIn(first));
    }
    const second = newUser(person);
    await expectRefusal(store, step, () => createUser(store.table, second, newSignIn(second)));
  });

  test('claims no unverified address', async () => {
    for (const username of ['first-unverified', 'second-unverified']) {
      const user = newUser({ username, profile: { email: 'shared@example.com' } });
      await createUser(store.table, user, newSignIn(user));
    }
    expect(await store.items()).not.toHaveProperty(['EMAIL#shared@example.com EMAIL']);
  });

  test('distinguishes subjects byte for byte, and by provider', async () => {
    for (const subject of ['Case', 'case', 'case ', 'corp#case']) {
      const user = newUser({ subject });
      await createUser(store.table, user, newSignIn(user));
      expect(await findUserByIdentity(store.table, 'corp', subject)).toEqual(user);
      expect(await findUserByIdentity(store.table, 'other', subject)).toBeUndefined();
    }
  });

  test('concurrent calls for one subject create one user', async () => {
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

  test('the first sign-in has no previous one', async () => {
    const { currentSignIn: _never, ...user } = newUser();
    const { session: _none, ...unseen } = newSignIn(user);
    await createUser(store.table, user, unseen);
    await signInUser(store.table, user, newSignIn(user, { at: 5000 }), unchanged);
    const found = await findUser(store.table, user.id);
    expect(found).toMatchObject({ currentSignIn: { at: start + 5000, ip: '192.0.2.7' } });
    expect(found).not.toHaveProperty('lastSignIn');
  });

  test('ends the browser’s previous session', async () => {
    const user = newUser();
    const first = newSignIn(user, { sid: 'covered' });
    await createUser(store.table, user, first);
    const second = newSignIn(user);
    await signInUser(store.table, user, { ...second, replaced: first.session }, unchanged);
    expect(Object.keys(await store.items()).filter((key) => key.startsWith('SID#corp#covered'))).toEqual([]);
    expect(await findSession(store.table, user.id, first.session.id)).toBeUndefined();
    expect(await findSession(store.table, user.id, second.session.id)).toBeDefined();
  });

  test('is refused if the previous session is gone, so that its end is recorded once', async () => {
    const { user } = await known();
    const replaced = { userId: 'usr_gone', id: 'ses_gone', provider: 'corp', sid: 'gone' };
    await expectRefusal(store, 'replaced', () =>
      signInUser(store.table, user, { ...newSignIn(user), replaced }, unchanged),
    );
  });

  test.each(['blocked_pending_approval', 'blocked', 'banned', 'deactivated'])(
    'is refused where the user is %s by now',
    async (state) => {
      const { user } = await known();
      await setUser(store, user.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: state } });
      await expectRefusal(store, 'user', () => signInUser(store.table, user, newSignIn(user), unchanged));
    },
  );

  test('is refused if the identity was unlinked, or belongs to another user', async () => {
    const { user } = await known();
    const { user: other } = await known();
    await expectRefusal(store, 'identity', () =>
      signInUser(store.table, user, { ...newSignIn(user), uid: other.id }, unchanged),
    );
    await expectRefusal(store, 'identity', () =>
      signInUser(store.table, user, { ...newSignIn(user), uid: 'nobody' }, unchanged),
    );
    await setUser(store, user.id, 'REMOVE identities.#a', { '#a': 'corp' });
    await expectRefusal(store, 'user', () => signInUser(store.table, user, newSignIn(user), unchanged));
  });

  test('is refused if the session exists already', async () => {
    const { user, first } = await known();
    await expectRefusal(store, 'session', () => signInUser(store.table, user, first, unchanged));
    expect(newSession(user).id).not.toBe(first.session.id);
  });
});
