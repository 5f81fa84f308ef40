import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { User } from '../../../functions/core/accounts/user.ts';
import type { Session } from '../../../functions/core/sessions/session.ts';
import { newSessionToken } from '../../../functions/core/sessions/session-cookie.ts';
import { createUser, signInUser } from '../../../functions/core/storage/users/sign-in-transaction.ts';
import { frontchannelLogout } from '../../../functions/session/frontchannel-logout.ts';
import { lives, signInAgain, signUp } from '../core/support/logouts.ts';
import { jsonAnswer } from '../core/support/loopback-server.ts';
import { problem } from '../core/support/problems.ts';
import { request } from '../core/support/requests.ts';
import { sessionKeysWith } from '../core/support/session-keys.ts';
import { newSignIn, newUser, type Person, start, unchanged } from '../core/support/sign-ins.ts';
import { startTable, type TestTable } from '../core/support/table.ts';
import { sessionPorts } from './ports.ts';

let store: TestTable;
beforeAll(async () => {
  store = await startTable();
});
afterAll(() => store.close());

let sid = '';
let number = 0;
beforeEach(() => {
  number += 1;
  sid = `sid-${number}`;
});

const now = start + 5000;
const issuer = 'https://login.example.com/';
const endSessionEndpoint = 'https://sso.example.com:8443/logout?tenant=1';

/** Signs somebody in, in a browser of which we have the session cookie. */
async function browserOf(person: Person, more: Partial<Session> = {}, user?: User) {
  const whose = user ?? newUser(person);
  const { cookie, sessionId } = newSessionToken(whose.id, randomBytes);
  const signIn = newSignIn(whose, person);
  const session = { ...signIn.session, id: sessionId, ...more };
  if (user === undefined) await createUser(store.table, whose, { ...signIn, session });
  else await signInUser(store.table, whose, { ...signIn, session }, unchanged);
  return { user: whose, session, cookies: [`__Host-postern-session=${cookie}`] };
}

/** The provider's page has a browser load the address. */
async function load(cookies: readonly string[], query: object = { iss: issuer, sid }, headers = {}) {
  const lines: Record<string, unknown>[] = [];
  const log = (level: string, event: string, fields: object) => void lines.push({ level, event, ...fields });
  const sessionKeys = sessionKeysWith(() => Promise.reject(new Error('no business with the keys')));
  const ports = { ...sessionPorts({ sessionKeys, log }), table: store.table, random: randomBytes, clock: () => now };
  const parameters = new URLSearchParams({ ...query }).toString();
  const asked = request({ provider: 'corp', query: parameters, cookies, headers });
  return { response: await frontchannelLogout(asked, ports), lines };
}

const cleared = '__Host-postern-session=; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=0';
const ancestorsIn = (csp: string | undefined) => /frame-ancestors ([^;]*)$/.exec(csp ?? '')?.[1];

describe('in the browser of the session', () => {
  test('ends it with all others of the sid, and clears the cookie', async () => {
    const { user, session, cookies } = await browserOf({ sid }, { endSessionEndpoint });
    const again = await signInAgain(store.table, user, { sid });
    const elsewhere = await signInAgain(store.table, user, { sid: `${sid}x` });
    const stranger = await signUp(store.table, { sid });
    const { response, lines } = await load(cookies);
    expect(response).toMatchObject({ status: 200, cookies: [cleared] });
    expect(ancestorsIn(response.headers['content-security-policy'])).toBe(
      'https://login.example.com https://sso.example.com:8443',
    );
    const alive = [session, again, stranger.session, elsewhere].map((each) => lives(store.table, each));
    expect(await Promise.all(alive)).toEqual([false, false, false, true]);
    const event = { level: 'info', event: 'provider.signed_out', actor: 'provider', provider: 'corp' };
    const about = { ...event, reason: 'front-channel logout', sourceIp: '192.0.2.7' };
    expect(lines).toHaveLength(2);
    for (const id of [user.id, stranger.user.id]) {
      expect(lines).toContainEqual(expect.objectContaining({ ...about, user: id }));
    }
  });

  test('leaves a tombstone that refuses a login under way, and no later one', async () => {
    const { user, cookies } = await browserOf({ sid });
    await load(cookies);
    const seconds = Math.floor(now / 1000);
    const underWay = { sid, moment: { startedAt: now, authenticatedAt: seconds } };
    await expect(signInAgain(store.table, user, underWay)).rejects.toThrow('signed_out');
    const later = await signInAgain(store.table, user, {
      sid,
      moment: { startedAt: now + 1, authenticatedAt: seconds },
    });
    expect(await lives(store.table, later)).toBe(true);
  });

  test('a sid that is the subject’s identifier ends only this session, in one transaction with its event', async () => {
    const { user, session, cookies } = await browserOf({ subject: sid, sid });
    const phone = await signInAgain(store.table, user, { sid });
    const { response, lines } = await load(cookies);
    expect(response.cookies).toEqual([cleared]);
    expect([await lives(store.table, session), await lives(store.table, phone)]).toEqual([false, true]);
    expect(lines).toEqual([
      expect.objectContaining({ event: 'provider.signed_out', user: user.id, session: session.id }),
    ]);
    const left = Object.keys(await store.items()).filter((key) => key.startsWith(`SID#corp#${sid} `));
    expect(left).toEqual([`SID#corp#${sid} SESSION#${phone.id}`]);
  });

  test('also if the ID token had no sid', async () => {
    const { user, session, cookies } = await browserOf({ subject: sid });
    const phone = await signInAgain(store.table, user, {});
    expect((await load(cookies)).response.cookies).toEqual([cleared]);
    expect([await lives(store.table, session), await lives(store.table, phone)]).toEqual([false, true]);
  });

  test('also if the identity was unlinked since', async () => {
    const { user, session, cookies } = await browserOf({ sid });
    await store.table.update({
      Key: { pk: { S: `USER#${user.id}` }, sk: { S: 'PROFILE' } },
      UpdateExpression: 'REMOVE identities.corp',
    });
    const other = await signUp(store.table, { sid });
    expect((await load(cookies)).response.cookies).toEqual([cleared]);
    expect(await lives(store.table, other.session)).toBe(true);
    expect(Object.keys(await store.items())).not.toContain(`USER#${user.id} SESSION#${session.id}`);
  });

  test('may be framed only by the issuer if the provider has no sign-out of its own', async () => {
    const { cookies } = await browserOf({ sid });
    const { response } = await load(cookies);
    expect(ancestorsIn(response.headers['content-security-policy'])).toBe('https://login.example.com');
  });

  test('two concurrent requests both succeed', async () => {
    for (const person of [{ sid }, { sid: `${sid}-own`, subject: `${sid}-own` }]) {
      const { session, cookies } = await browserOf(person);
      const query = { iss: issuer, sid: person.sid };
      const both = await Promise.all([load(cookies, query), load(cookies, query)]);
      expect(both.map(({ response }) => response.status)).toEqual([200, 200]);
      expect(await lives(store.table, session)).toBe(false);
    }
  });
});

describe('200, and nothing happens', () => {
  /** The answer is that of a stranger, nothing is written, and nothing logged. */
  async function expectNothing(asked: () => ReturnType<typeof load>): Promise<void> {
    const before = await store.items();
    const { response, lines } = await asked();
    const page = { status: 200, cookies: [], body: expect.stringContaining('out of sight') };
    expect(response).toMatchObject(page);
    expect(ancestorsIn(response.headers['content-security-policy'])).toBe('https://login.example.com');
    expect(lines).toEqual([]);
    expect(await store.items()).toEqual(before);
  }

  test.each<[string, Partial<Session>, Person]>([
    ['another sid', {}, { sid: 'another' }],
    ['no sid', {}, {}],
    ['a sid, where the request has the person’s identifier', {}, { sid: 'another', subject: 'the-person' }],
    ['another provider', { provider: 'other' }, { sid: 'the-person' }],
    ['a sid that begins so', {}, { sid: 'the-person-1' }],
    ['a sid in other letters', {}, { sid: 'THE-PERSON' }],
  ])('a session of %s', async (_, more, person) => {
    const { cookies } = await browserOf(person, { endSessionEndpoint, ...more });
    await expectNothing(() => load(cookies, { iss: issuer, sid: 'the-person' }));
  });

  test('no cookie, a malformed one, two, one of an unknown session', async () => {
    const { cookies } = await browserOf({ sid });
    const [cookie = ''] = cookies;
    const changed = cookie.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const nobody = `__Host-postern-session=${newSessionToken(newUser().id, randomBytes).cookie}`;
    for (const sent of [[], [`${cookie}x`], [cookie, cookie], [changed], [nobody], [cookie.replace('__Host-', '')]]) {
      await expectNothing(() => load(sent));
    }
  });

  test('a navigation by a link', async () => {
    const { session, cookies } = await browserOf({ sid });
    const query = { iss: issuer, sid };
    await expectNothing(() => load(cookies, query, { 'sec-fetch-dest': 'document' }));
    expect(await lives(store.table, session)).toBe(true);
    await load(cookies, query, { 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' });
    expect(await lives(store.table, session)).toBe(false);
  });
});

describe('an invalid request', () => {
  test.each<[object]>([[{}], [{ iss: issuer }], [{ sid: 's' }], [{ iss: 'https://evil.example/', sid: 's' }]])(
    '%j is refused before the table is asked',
    async (query) => {
      const [asked, { cookies }] = [store.requests('BatchGetItem').length, await browserOf({ sid })];
      await expect(load(cookies, query)).rejects.toEqual(problem('invalid_callback'));
      expect(store.requests('BatchGetItem')).toHaveLength(asked);
    },
  );

  test('an unknown provider', async () => {
    const ports = sessionPorts({
      sessionKeys: sessionKeysWith(() => Promise.reject(new Error('no business with the keys'))),
      log: () => undefined,
    });
    for (const provider of ['other', '__proto__', '']) {
      const asked = request({ provider, query: new URLSearchParams({ iss: issuer, sid: 's' }).toString() });
      await expect(frontchannelLogout(asked, ports)).rejects.toEqual(problem('unknown_provider'));
    }
  });
});

test('a failing table is temporarily_unavailable, and the session continues', async () => {
  const { session, cookies } = await browserOf({ sid });
  const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);
  store.failNext(failure, failure);
  await expect(load(cookies)).rejects.toEqual(problem('temporarily_unavailable'));
  expect(await lives(store.table, session)).toBe(true);
});
