import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { revokeSubjectSessions } from '../../../../../functions/core/storage/sessions/subject-revocation.ts';
import { TransactionRefused } from '../../../../../functions/core/storage/table/errors.ts';
import { createUser, signInUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser } from '../../../../../functions/core/storage/users/users.ts';
import { lives, logoutAt, moments, signInAgain, signUp } from '../../support/logouts.ts';
import { newSignIn, newUser, start, unchanged } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const signOut = (subject: string, moment = logoutAt(1000), table = store.table) =>
  revokeSubjectSessions(table, { provider: 'corp', subject, kind: 'signed_out', moment });

describe('a logout of a subject', () => {
  test('ends all sessions from this provider with one write to the user', async () => {
    const { user, session } = await signUp(store.table, { sid: 'one' });
    const second = await signInAgain(store.table, user, { at: 500 });
    const { session: others } = await signUp(store.table);
    const [deletes, updates] = [store.requests('DeleteItem').length, store.requests('UpdateItem').length];
    await signOut(user.id);
    expect(await lives(store.table, session)).toBe(false);
    expect(await lives(store.table, second)).toBe(false);
    expect(await lives(store.table, others)).toBe(true);
    expect(store.requests('DeleteItem')).toHaveLength(deletes);
    expect(store.requests('UpdateItem')).toHaveLength(updates + 2);
  });

  test('ends only the sessions without a sid, if only those are covered', async () => {
    const { user, session } = await signUp(store.table, { sid: 'two' });
    const without = await signInAgain(store.table, user, { at: 500 });
    await revokeSubjectSessions(store.table, {
      provider: 'corp',
      subject: user.id,
      kind: 'signed_out_without_sid',
      moment: logoutAt(1000),
    });
    expect(await lives(store.table, session)).toBe(true);
    expect(await lives(store.table, without)).toBe(false);
    const early = newSignIn(user, { at: 500 });
    await expect(signInUser(store.table, user, early, unchanged)).rejects.toEqual(new TransactionRefused('identity'));
    const withSid = await signInAgain(store.table, user, { sid: 'three', at: 500 });
    expect(await lives(store.table, withSid)).toBe(true);
  });

  test('of another provider ends nothing', async () => {
    const { user, session } = await signUp(store.table);
    await revokeSubjectSessions(store.table, {
      provider: 'other',
      subject: user.id,
      kind: 'signed_out',
      moment: logoutAt(1000),
    });
    expect(await lives(store.table, session)).toBe(true);
  });

  test('that was delayed does not replace the tombstone of a later one', async () => {
    const { user } = await signUp(store.table);
    await signOut(user.id, logoutAt(5000));
    await signOut(user.id, logoutAt(9000, 1000));
    await signOut(user.id, logoutAt(4000, 5000));
    expect((await findUser(store.table, user.id))?.identities['corp']?.signedOut).toEqual(logoutAt(5000));
    expect((await store.items())[`IDENTITY#corp#${user.id} IDENTITY`]).toMatchObject({
      signed_out_at: { N: String(start + 5000) },
    });
  });

  test('succeeds if the identity was unlinked meanwhile', async () => {
    const { user } = await signUp(store.table);
    await store.table.update({
      Key: { pk: { S: `USER#${user.id}` }, sk: { S: 'PROFILE' } },
      UpdateExpression: 'REMOVE identities.corp',
    });
    expect(await signOut(user.id)).toBe(user.id);
  });
});

describe('a logout of a subject without an account', () => {
  test('leaves a tombstone that expires, unless an account is created', async () => {
    await signOut('nobody');
    const key = 'IDENTITY#corp#nobody IDENTITY';
    expect((await store.items())[key]).toEqual({
      signed_out_at: { N: String(start + 1000) },
      signed_out_iat: { N: String((start + 1000) / 1000) },
      expires_at: { N: String((start + 1000) / 1000 + 24 * 3600) },
    });
    await signUp(store.table, { subject: 'nobody', at: 5000 });
    const item = (await store.items())[key];
    expect(item).toHaveProperty('user_id');
    expect(item).toHaveProperty('signed_out_at');
    expect(item).not.toHaveProperty('expires_at');
  });

  test('creates no user', async () => {
    await signOut('ghost');
    const left = Object.keys(await store.items()).filter((key) => key.includes('ghost'));
    expect(left).toEqual(['IDENTITY#corp#ghost IDENTITY']);
  });

  test('finds an account that is created between its read and its write', async () => {
    const user = newUser({ subject: 'between' });
    const signIn = newSignIn(user);
    let made = false;
    const table: typeof store.table = {
      ...store.table,
      async get(input) {
        const found = await store.table.get(input);
        if (!made) await createUser(store.table, user, signIn);
        made = true;
        return found;
      },
    };
    await signOut('between', logoutAt(1000), table);
    expect(await lives(store.table, signIn.session)).toBe(false);
  });
});

describe('a login concurrent with a logout of its subject', () => {
  test.each(moments)('one that %s', async (_name, moment, opens) => {
    const { user, session } = await signUp(store.table, { at: -5000 });
    await signOut(user.id, logoutAt(0));
    const signIn = newSignIn(user, { at: 3000, moment });
    const written = signInUser(store.table, user, signIn, unchanged);
    if (opens) await expect(written).resolves.toBeUndefined();
    else await expect(written).rejects.toEqual(new TransactionRefused('identity'));
    expect(await lives(store.table, signIn.session)).toBe(opens);
    expect(await lives(store.table, session)).toBe(false);
  });

  test.each(moments)('who is new: one that %s', async (name, moment, opens) => {
    const user = newUser({ subject: `new ${name}` });
    await signOut(`new ${name}`, logoutAt(0));
    const signIn = newSignIn(user, { at: 3000, moment });
    const written = createUser(store.table, user, signIn);
    if (opens) await expect(written).resolves.toBeUndefined();
    else await expect(written).rejects.toEqual(new TransactionRefused('identity'));
    expect(await lives(store.table, signIn.session)).toBe(opens);
  });

  test('at the same time leaves no active session', async () => {
    for (let index = 0; index < 15; index += 1) {
      const user = newUser();
      const signIn = newSignIn(user);
      await Promise.allSettled([createUser(store.table, user, signIn), signOut(user.id, logoutAt(0))]);
      expect(await lives(store.table, signIn.session)).toBe(false);
    }
  });
});
