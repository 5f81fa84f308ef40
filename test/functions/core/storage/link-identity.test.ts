import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isAlive } from '../../../../functions/core/sessions/session.ts';
import { endAllSessions, endSession } from '../../../../functions/core/storage/sessions/end-sessions.ts';
import { revokeSubjectSessions } from '../../../../functions/core/storage/sessions/subject-revocation.ts';
import { createUser, linkIdentity } from '../../../../functions/core/storage/users/sign-in-transaction.ts';
import { findUser, findUserByIdentity } from '../../../../functions/core/storage/users/users.ts';
import { logoutAt } from '../support/logouts.ts';
import { newRecord, newSession, newSignIn, newUser, start } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { expectRefusal, setUser } from '../support/transactions.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

describe('linkIdentity', () => {
  const asked = async () => {
    const user = newUser();
    const signIn = newSignIn(user);
    await createUser(store.table, user, signIn);
    const { moment, session } = signIn;
    const at = start + 9000;
    const uid = `${user.id}-2`;
    const change = { change: 'linked', provider: 'second', at, ip: '192.0.2.8', device: 'Firefox on Linux' } as const;
    return { user, session, link: { change, uid, moment, session, records: [] } };
  };

  test('links an identity to the account, with its audit event, and ends all other sessions', async () => {
    const { user, session, link } = await asked();
    const { at } = link.change;
    const record = newRecord(user, 'identity.linked');
    await linkIdentity(store.table, user, { ...link, records: [record] });
    const found = await findUserByIdentity(store.table, 'second', link.uid);
    expect(found).toEqual({
      ...user,
      sessionsEnded: { at, except: session.id },
      signInMethodsChange: link.change,
      identities: { ...user.identities, second: { uid: link.uid, linkedAt: at } },
    });
    const limits = { idleSeconds: 3600, absoluteSeconds: 7200, freshSeconds: 600 };
    const alive = [session, newSession(user)].map((one) => found && isAlive(one, found, limits, at));
    expect(alive).toEqual([true, false]);
    expect(Object.keys(await store.items()).filter((key) => key.includes(record.id))).toHaveLength(1);
  });

  test('is refused if the identity is taken, the account has one there or is blocked, or the session ended', async () => {
    const { user, session, link } = await asked();
    await linkIdentity(store.table, user, link);
    const linked = (await findUser(store.table, user.id)) ?? user;
    const { user: other, link: theirs } = await asked();
    await expectRefusal(store, 'identity', () => linkIdentity(store.table, other, { ...theirs, uid: link.uid }));
    await expectRefusal(store, 'user', () => linkIdentity(store.table, linked, { ...link, uid: 'another' }));
    await endSession(store.table, session, []);
    const third = { ...link, uid: 'third', change: { ...link.change, provider: 'third' } };
    await expectRefusal(store, 'session', () => linkIdentity(store.table, linked, third));
    await setUser(store, other.id, 'SET #a = :value', { '#a': 'state' }, { ':value': { S: 'blocked' } });
    await expectRefusal(store, 'user', () => linkIdentity(store.table, other, theirs));
  });

  test('is refused if the sessions were revoked since, or the provider logged the subject out', async () => {
    const ended = await asked();
    await endAllSessions(store.table, ended.user, { at: start + 1 }, []);
    await expectRefusal(store, 'user', () => linkIdentity(store.table, ended.user, ended.link));
    const signedOut = await asked();
    await revokeSubjectSessions(store.table, {
      provider: 'corp',
      subject: signedOut.user.id,
      kind: 'signed_out',
      moment: logoutAt(1),
    });
    await expectRefusal(store, 'user', () => linkIdentity(store.table, signedOut.user, signedOut.link));
  });

  test('concurrent links by two users leave the identity at one of them', async () => {
    const [a, b] = await Promise.all([asked(), asked()]);
    const links = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? a : b));
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
