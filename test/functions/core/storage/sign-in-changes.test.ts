import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Profile } from '../../../../functions/core/accounts/profile.ts';
import type { User } from '../../../../functions/core/accounts/user.ts';
import {
  createUser,
  type SignInChanges,
  signInUser,
} from '../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser, findUserByIdentity } from '../../../../functions/core/storage/users/users.ts';
import { newSignIn, newUser, start, unchanged } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { expectRefusal, setUser } from '../support/transactions.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

describe('signInUser', () => {
  const join = async (profile: Partial<Profile> = {}) => {
    const user = newUser({ profile });
    await createUser(store.table, user, newSignIn(user));
    return user;
  };
  const take = (user: User, signIn: ReturnType<typeof newSignIn>, changes: Partial<SignInChanges>) =>
    signInUser(store.table, user, signIn, { ...unchanged, ...changes });
  const following = (profile: Profile) => ({ synced: { profile, attributes: ['email'] as const } });
  const holderOf = async (email: string) => (await store.items())[`EMAIL#${email} EMAIL`]?.['user_id']?.S;

  test('reactivates a deactivated account, if it is still deactivated', async () => {
    const user = await join();
    const sleeping = { ...user, state: 'deactivated' as const };
    await expectRefusal(store, 'user', () => take(sleeping, newSignIn(user, { at: 1 }), {}));
    await setUser(store, user.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: 'deactivated' } });
    await take(sleeping, newSignIn(user, { at: 1 }), {});
    expect(await findUser(store.table, user.id)).toMatchObject({ state: 'active', signInCount: 2 });
    const item = (await store.items())[`USER#${user.id} PROFILE`];
    expect(item?.['list']?.S).toMatch(/^USERS#active#[0-7]$/);
  });

  test('links an unclaimed identity, and never replaces an existing one', async () => {
    const user = await join();
    const signIn = { ...newSignIn(user, { at: 7 }), provider: 'other', uid: `${user.id}-other` };
    await take(user, { ...signIn, session: { ...signIn.session, provider: 'other' } }, { links: true });
    const at = start + 7;
    expect(await findUserByIdentity(store.table, 'other', signIn.uid)).toMatchObject({
      id: user.id,
      identities: { other: { uid: signIn.uid, linkedAt: at, lastSignInAt: at } },
      signInMethodsChange: { change: 'linked', provider: 'other', at, ip: signIn.session.ip },
    });
    const again = { ...newSignIn(user, { at: 8 }), provider: 'other', uid: `${user.id}-third` };
    await expectRefusal(store, 'user', () => take(user, again, { links: true }));
    const foreign = await join();
    const stolen = { ...newSignIn(foreign), provider: 'other', uid: signIn.uid };
    await expectRefusal(store, 'identity', () => take(foreign, stolen, { links: true }));
  });

  test('links by an address only if the account still has it', async () => {
    const user = await join({ email: 'mine@example.com', emailVerified: true });
    const signIn = { ...newSignIn(user, { at: 3 }), provider: 'other', uid: `${user.id}-by-address` };
    const moved = { email: 'gone@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(moved));
    await expectRefusal(store, 'user', () => take(user, signIn, { links: true }));
  });

  test('moves the claim to the new verified address, which must be unclaimed', async () => {
    const user = await join({ email: 'Old@example.com', emailVerified: true });
    const profile = { email: 'moved@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(profile));
    expect(await findUser(store.table, user.id)).toMatchObject({ profile });
    expect(await holderOf('moved@example.com')).toBe(user.id);
    expect(await holderOf('old@example.com')).toBeUndefined();

    const other = await join({ email: 'other@example.com', emailVerified: true });
    await expectRefusal(store, 'email', () => take(other, newSignIn(other, { at: 1 }), following(profile)));
    // As read before the address moved: the unique names would no longer fit.
    await expectRefusal(store, 'user', () =>
      take(user, newSignIn(user, { at: 2 }), following({ ...profile, email: 'x@y.z' })),
    );
  });

  test('claims an address that becomes verified, and keeps the claim if only its case changes', async () => {
    const user = await join({ email: 'late@example.com', emailVerified: false });
    const profile = { email: 'late@example.com', emailVerified: true };
    await take(user, newSignIn(user, { at: 1 }), following(profile));
    expect(await holderOf('late@example.com')).toBe(user.id);
    const recased = { ...profile, email: 'Late@example.com' };
    await take({ ...user, profile }, newSignIn(user, { at: 2 }), following(recased));
    expect(await holderOf('late@example.com')).toBe(user.id);
    expect(await findUser(store.table, user.id)).toMatchObject({ profile: recased });
  });

  test('two sign-ins that move it to different addresses leave exactly one claim', async () => {
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
