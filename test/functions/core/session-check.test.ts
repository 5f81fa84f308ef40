import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSite } from '../../../functions/core/http/site.ts';
import { checkSession, claimedSession, sessionCookieName } from '../../../functions/core/session-check.ts';
import { newSessionToken } from '../../../functions/core/sessions/session-cookie.ts';
import { endSession } from '../../../functions/core/storage/sessions/end-sessions.ts';
import type { Table } from '../../../functions/core/storage/table/port.ts';
import { createUser } from '../../../functions/core/storage/users/sign-in-transaction.ts';
import { jsonAnswer } from './support/loopback-server.ts';
import { problem } from './support/problems.ts';
import { request } from './support/requests.ts';
import { newSignIn, newUser, start } from './support/sign-ins.ts';
import { startTable, type TestTable } from './support/table.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

const hour = 3_600_000;
const site = createSite('https://login.example.com', { providers: [], appOrigins: [] });
const settings = { session: { idleSeconds: 8 * 3600, absoluteSeconds: 7 * 24 * 3600, freshSeconds: 600 } };
const withCookie = (value: string) => request({ cookies: [`__Host-postern-session=${value}`] });
const check = (value: string, now = start + 1000, table: Table = store.table) =>
  checkSession(withCookie(value), { site, table, settings, clock: () => now });

/** A signed-in user and the session's cookie. */
async function signedIn() {
  const user = newUser();
  const { cookie, sessionId } = newSessionToken(user.id, (bytes) => crypto.getRandomValues(new Uint8Array(bytes)));
  const signIn = newSignIn(user);
  const session = { ...signIn.session, id: sessionId };
  await createUser(store.table, user, { ...signIn, session });
  return { user, session, cookie };
}

describe('the session check', () => {
  test('returns user and session by one read', async () => {
    const { user, session, cookie } = await signedIn();
    const before = store.requests('BatchGetItem').length;
    expect(await check(cookie)).toEqual({ user, session });
    expect(store.requests('BatchGetItem')).toHaveLength(before + 1);
  });

  test('returns nobody for another token of the same user, and for one of an unknown user', async () => {
    const { user } = await signedIn();
    for (const userId of [user.id, `usr_${'A'.repeat(22)}`]) {
      const { cookie } = newSessionToken(userId, (bytes) => new Uint8Array(bytes));
      expect(await check(cookie)).toBeUndefined();
    }
  });

  test('refuses after the idle limit and after the absolute end', async () => {
    const { session, cookie } = await signedIn();
    expect(await check(cookie, start + 8 * hour)).toBeUndefined();
    expect(await check(cookie)).toBeDefined();
    await endSession(store.table, session, []);
    expect(await check(cookie)).toBeUndefined();
  });

  test.each(['blocked_pending_approval', 'blocked', 'banned', 'deactivated'])(
    'ends at once for an account that is %s',
    async (state) => {
      const { user, cookie } = await signedIn();
      await setUser(user.id, {
        UpdateExpression: 'SET #state = :state',
        ExpressionAttributeNames: { '#state': 'state' },
        ExpressionAttributeValues: { ':state': { S: state } },
      });
      expect(await check(cookie)).toBeUndefined();
    },
  );

  test('refuses at once if the identity is unlinked', async () => {
    const { user, cookie } = await signedIn();
    await setUser(user.id, { UpdateExpression: 'REMOVE identities.corp' });
    expect(await check(cookie)).toBeUndefined();
  });

  test('is not fooled by an identity’s name', async () => {
    const { user, session, cookie } = await signedIn();
    const Key = { pk: { S: `USER#${user.id}` }, sk: { S: `SESSION#${session.id}` } };
    await store.table.update({
      Key,
      UpdateExpression: 'SET provider = :p',
      ExpressionAttributeValues: { ':p': { S: 'constructor' } },
    });
    expect(await check(cookie)).toBeUndefined();
  });
});

describe('the last use of a session', () => {
  test('is recorded once an hour', async () => {
    const { cookie } = await signedIn();
    const before = store.requests('UpdateItem').length;
    await check(cookie, start + hour - 1);
    expect(store.requests('UpdateItem')).toHaveLength(before);
    expect((await check(cookie, start + hour))?.session.lastSeenAt).toBe(start + hour);
    expect((await check(cookie, start + 9 * hour - 1))?.session.lastSeenAt).toBe(start + 9 * hour - 1);
    expect(store.requests('UpdateItem')).toHaveLength(before + 2);
  });

  test('does not revive a session that ends between read and write', async () => {
    const { session, cookie } = await signedIn();
    const table: Table = {
      ...store.table,
      async update(input) {
        await endSession(store.table, session, []);
        return store.table.update(input);
      },
    };
    expect(await check(cookie, start + hour, table)).toBeUndefined();
    expect(await check(cookie, start + hour)).toBeUndefined();
  });
});

describe('a table that cannot be read', () => {
  test('is temporarily_unavailable, never nobody', async () => {
    const { cookie } = await signedIn();
    const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);
    store.failNext(failure, failure);
    await expect(check(cookie)).rejects.toEqual(problem('temporarily_unavailable'));
    store.failNext((response, received) => jsonAnswer({ Responses: {}, UnprocessedKeys: {} })(response, received));
    expect(await check(cookie)).toBeUndefined();
  });
});

describe('claimedSession', () => {
  const valid = 'A'.repeat(64);
  const claimed = (...cookies: readonly string[]) => claimedSession(request({ cookies }), site.cookies);

  test('reads the cookie of this deployment', () => {
    expect(sessionCookieName(site.cookies)).toBe('__Host-postern-session');
    expect(claimed(`__Host-postern-session=${valid}`)).toBeDefined();
  });

  test.each([
    [[]],
    [[`postern-session=${valid}`]],
    [[`__Secure-postern-session=${valid}`]],
    [['__Host-postern-session=']],
    [[`__Host-postern-session=${valid}A`]],
    [[`__Host-postern-session=${valid}`, `__Host-postern-session=${valid}`]],
  ])('%j is nobody, without a read of the table', async (cookies) => {
    expect(claimed(...cookies)).toBeUndefined();
    const before = store.requests('BatchGetItem').length;
    const ports = { site, table: store.table, settings, clock: () => start };
    expect(await checkSession(request({ cookies }), ports)).toBeUndefined();
    expect(store.requests('BatchGetItem')).toHaveLength(before);
  });
});

function setUser(userId: string, change: Omit<Parameters<Table['update']>[0], 'Key'>): Promise<void> {
  return store.table.update({ Key: { pk: { S: `USER#${userId}` }, sk: { S: 'PROFILE' } }, ...change });
}
