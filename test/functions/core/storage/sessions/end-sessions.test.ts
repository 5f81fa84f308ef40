import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endAllSessions, endSession } from '../../../../../functions/core/storage/sessions/end-sessions.ts';
import { findSession } from '../../../../../functions/core/storage/sessions/sessions.ts';
import { findUser } from '../../../../../functions/core/storage/users/users.ts';
import { lives, signInAgain, signUp } from '../../support/logouts.ts';
import { newRecord, newUser, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const auditItems = async () => Object.keys(await store.items()).filter((key) => key.startsWith('AUDIT#'));

describe('endSession', () => {
  test('ends only this session, and returns whether it existed', async () => {
    const { user, session } = await signUp(store.table);
    const { user: other, session: survivor } = await signUp(store.table);
    expect(await endSession(store.table, session, [newRecord(user, 'session.ended')])).toBe(true);
    const written = await auditItems();
    expect(written).toHaveLength(1);
    expect(await endSession(store.table, session, [newRecord(user, 'session.ended')])).toBe(false);
    expect(await auditItems()).toEqual(written);
    expect(await findSession(store.table, user.id, session.id)).toBeUndefined();
    expect(await findSession(store.table, other.id, survivor.id)).toBeDefined();
  });

  test('deletes its item at the provider’s session, and leaves the others', async () => {
    const { session } = await signUp(store.table, { sid: 'shared' });
    const { session: survivor } = await signUp(store.table, { sid: 'shared' });
    await endSession(store.table, session, []);
    const covered = Object.keys(await store.items()).filter((key) => key.startsWith('SID#corp#shared '));
    expect(covered).toEqual([`SID#corp#shared SESSION#${survivor.id}`]);
  });
});

describe('endAllSessions', () => {
  test('ends all sessions with one write, except the excepted one and later ones', async () => {
    const { user, session: kept } = await signUp(store.table);
    const others = [await signInAgain(store.table, user, { at: 1 }), await signInAgain(store.table, user, { at: 2 })];
    const before = store.requests('TransactWriteItems').length;
    const cutoff = { at: start + 2, except: kept.id };
    expect(await endAllSessions(store.table, user, cutoff, [newRecord(user, 'sessions.ended')])).toBe(true);
    expect(store.requests('TransactWriteItems').length - before).toBe(1);
    expect(await lives(store.table, kept)).toBe(true);
    for (const each of others) expect(await lives(store.table, each)).toBe(false);
    expect(await lives(store.table, await signInAgain(store.table, user, { at: 3 }))).toBe(true);
    const now = (await findUser(store.table, user.id)) ?? user;
    await endAllSessions(store.table, now, { at: start + 3 }, []);
    expect(await lives(store.table, kept)).toBe(false);
  });

  test('never revives a session that a concurrent call ended', async () => {
    const { user, session: thief } = await signUp(store.table);
    const owner = await signInAgain(store.table, user, { at: 1 });
    await endAllSessions(store.table, user, { at: start + 2, except: owner.id }, []);
    expect(await endAllSessions(store.table, user, { at: start + 3, except: thief.id }, [])).toBe(false);
    expect(await lives(store.table, thief)).toBe(false);
    expect(await lives(store.table, owner)).toBe(true);
  });

  test('creates no account', async () => {
    const before = await store.items();
    expect(await endAllSessions(store.table, newUser(), { at: start }, [])).toBe(false);
    expect(await store.items()).toEqual(before);
  });
});
