import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endSession } from '../../../../../functions/core/storage/sessions/end-sessions.ts';
import {
  findSession,
  listSessions,
  recordLastSeen,
  sessionItem,
} from '../../../../../functions/core/storage/sessions/sessions.ts';
import { createUser } from '../../../../../functions/core/storage/users/sign-in-transaction.ts';
import { newSignIn, newUser, type Person, start } from '../../support/sign-ins.ts';
import { startTable, type TestTable } from '../../support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

async function signUp(person: Person = {}) {
  const user = newUser();
  const signIn = newSignIn(user, person);
  await createUser(store.table, user, signIn);
  return { user, session: signIn.session };
}

describe('findSession', () => {
  test('reads session and user in one consistent read', async () => {
    const { user, session } = await signUp();
    const before = store.requests('BatchGetItem').length;
    expect(await findSession(store.table, user.id, session.id)).toEqual({ user, session });
    const requests = store.requests('BatchGetItem').slice(before);
    expect(requests).toHaveLength(1);
    expect(requests[0]).toContain('"ConsistentRead":true');
  });

  test('returns every member of a session', async () => {
    const { user, session } = await signUp();
    const full = {
      ...session,
      device: 'Firefox on Linux',
      id: 'ses_full',
      sid: 'sid',
      acr: 'urn:example:two-factors',
      amr: ['pwd', 'otp'],
      endSessionEndpoint: 'https://e/',
      sealedIdToken: 'sealed',
    };
    await store.table.put({ Item: sessionItem(full) });
    expect((await findSession(store.table, user.id, full.id))?.session).toEqual(full);
  });

  test('finds nothing unless both exist', async () => {
    const { user, session } = await signUp();
    const { user: other } = await signUp();
    expect(await findSession(store.table, user.id, 'ses_other')).toBeUndefined();
    expect(await findSession(store.table, other.id, session.id)).toBeUndefined();
    await store.table.delete({ Key: { pk: { S: `USER#${user.id}` }, sk: { S: 'PROFILE' } } });
    expect(await findSession(store.table, user.id, session.id)).toBeUndefined();
  });
});

describe('recordLastSeen', () => {
  test('writes only the time of last use', async () => {
    const { user, session } = await signUp();
    expect(await recordLastSeen(store.table, session, start + 5000)).toBe(true);
    const found = await findSession(store.table, user.id, session.id);
    expect(found?.session).toEqual({ ...session, lastSeenAt: start + 5000 });
  });

  test('never revives a deleted session', async () => {
    const { session } = await signUp();
    await endSession(store.table, session, []);
    const before = await store.items();
    expect(await recordLastSeen(store.table, session, start + 5000)).toBe(false);
    expect(await store.items()).toEqual(before);
  });
});

test('listSessions returns all sessions of the user, and only those, over several pages', async () => {
  const { user, session } = await signUp();
  await signUp();
  const large = 'x'.repeat(200_000);
  const further = Array.from({ length: 7 }, (_, index) => ({ ...session, id: `ses_${index}`, sealedIdToken: large }));
  for (const each of further) await store.table.put({ Item: sessionItem(each) });
  const listed = await listSessions(store.table, user.id);
  expect(new Set(listed.map(({ id }) => id))).toEqual(new Set([session.id, ...further.map(({ id }) => id)]));
  expect(listed).toHaveLength(8);
  expect(await listSessions(store.table, 'usr_nobody')).toEqual([]);
});
