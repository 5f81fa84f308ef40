import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { deadlineIn } from '../../../../functions/core/base/deadline.ts';
import { handleLogoutToken } from '../../../../functions/core/logout/backchannel.ts';
import type { Provider } from '../../../../functions/core/provider/index.ts';
import type { Table } from '../../../../functions/core/storage/table/port.ts';
import { lives, signInAgain, signUp } from '../support/logouts.ts';
import { jsonAnswer } from '../support/loopback-server.ts';
import { request } from '../support/requests.ts';
import { providerSettings } from '../support/settings.ts';
import { start } from '../support/sign-ins.ts';
import { startTable, type TestTable } from '../support/table.ts';
import { createSigner, type Signer } from '../support/tokens.ts';

let store: TestTable;
let signer: Signer;
beforeAll(async () => {
  [store, signer] = await Promise.all([startTable(), createSigner('RS256')]);
});
afterAll(() => store.close());

const settings = providerSettings();
const now = start + 5000;
const event = { 'http://schemas.openid.net/event/backchannel-logout': {} };
let tokens = 0;

/** Claims of a new logout token. */
function logoutClaims(changes: object): object {
  tokens += 1;
  return { iss: settings.issuer, aud: 'client-1', iat: now / 1000, jti: `token-${tokens}`, events: event, ...changes };
}

/** Posts a form as the provider does. */
async function post(form: URLSearchParams, table: Table = store.table, milliseconds = 9000) {
  const lines: Record<string, unknown>[] = [];
  const unused = () => Promise.reject(new Error('a logout has no business with this'));
  const provider: Provider = {
    settings,
    prepare: () => undefined,
    keys: () => signer.keys,
    metadata: unused,
    push: unused,
    exchange: unused,
    userinfo: unused,
  };
  const ports = {
    table,
    clock: () => now,
    random: randomBytes,
    log: (level: string, name: string, fields: object) => lines.push({ level, event: name, ...fields }),
  };
  const deadline = deadlineIn(milliseconds, Date.now);
  const response = await handleLogoutToken(request({ method: 'POST' }), form, provider, ports, deadline);
  return { response, lines };
}

const sendToken = async (claims: object, table?: Table, milliseconds?: number) =>
  post(new URLSearchParams({ logout_token: await signer.sign(claims) }), table, milliseconds);
const refused = { status: 400, headers: { 'content-type': 'application/json' }, body: '{"error":"invalid_request"}' };

describe('a valid logout token', () => {
  test('of a sid ends the sessions that it covers and no others', async () => {
    const { user, session } = await signUp(store.table, { sid: 'one' });
    const other = await signInAgain(store.table, user, { sid: 'two' });
    const { response, lines } = await sendToken(logoutClaims({ sid: 'one' }));
    expect(response).toEqual({ status: 200, headers: {}, cookies: [], body: '' });
    expect(await lives(store.table, session)).toBe(false);
    expect(await lives(store.table, other)).toBe(true);
    const event = { event: 'provider.signed_out', actor: 'provider', provider: 'corp', user: user.id };
    expect(lines).toEqual([expect.objectContaining({ level: 'info', ...event })]);
    const auditItems = Object.entries(await store.items()).filter(([key]) => key.startsWith('AUDIT#'));
    expect(auditItems).toEqual([[expect.any(String), expect.objectContaining({ list: { S: `AUDIT#${user.id}` } })]]);
  });

  test('of a sub ends all sessions of the subject', async () => {
    const { user, session } = await signUp(store.table, { sid: 'three' });
    const other = await signInAgain(store.table, user, {});
    expect((await sendToken(logoutClaims({ sub: user.id }))).response.status).toBe(200);
    expect(await lives(store.table, session)).toBe(false);
    expect(await lives(store.table, other)).toBe(false);
  });

  test('of both ends only the sessions of the sid', async () => {
    const { user, session } = await signUp(store.table, { sid: 'four' });
    const other = await signInAgain(store.table, user, {});
    await sendToken(logoutClaims({ sub: user.id, sid: 'four' }));
    expect(await lives(store.table, session)).toBe(false);
    expect(await lives(store.table, other)).toBe(true);
  });

  test('of an unknown sid ends the subject’s sessions without a sid', async () => {
    const { user, session } = await signUp(store.table, { sid: 'five' });
    const without = await signInAgain(store.table, user, {});
    await sendToken(logoutClaims({ sub: user.id, sid: 'unheard-of' }));
    expect(await lives(store.table, session)).toBe(true);
    expect(await lives(store.table, without)).toBe(false);
  });

  test('gets 200 even without a session, with an unknown subject, or after all sessions ended', async () => {
    const targets = [{ sid: 'nothing' }, { sub: 'nobody' }, { sid: 'one' }, { sub: 'nobody', sid: 'nothing' }];
    for (const target of targets) expect((await sendToken(logoutClaims(target))).response.status).toBe(200);
  });
});

describe('a refusal is exactly 400 invalid_request, and ends no session', () => {
  test.each([
    ['no token', []],
    ['an empty one', ['']],
    ['junk', ['a.b.c']],
    ['two', ['a.b.c', 'a.b.c']],
  ])('%s', async (_name, values) => {
    const form = new URLSearchParams();
    for (const value of values) form.append('logout_token', value);
    const before = await store.items();
    const { response, lines } = await post(form);
    expect(response).toMatchObject(refused);
    expect(lines).toEqual([expect.objectContaining({ level: 'warn', event: 'backchannel_logout_refused' })]);
    expect(await store.items()).toEqual(before);
  });

  test('a token that fails a check', async () => {
    const { session } = await signUp(store.table, { sid: 'six' });
    const before = await store.items();
    for (const wrong of [{ nonce: 'n' }, { aud: 'other' }, { iss: 'https://evil.example/' }, { events: {} }]) {
      const { response } = await sendToken(logoutClaims({ sid: 'six', ...wrong }));
      expect(response).toMatchObject(refused);
    }
    expect(await lives(store.table, session)).toBe(true);
    expect(await store.items()).toEqual(before);
  });

  test('a token that was used before, also for a session opened since', async () => {
    const { user } = await signUp(store.table, { sid: 'seven' });
    const claims = logoutClaims({ sid: 'seven' });
    expect((await sendToken(claims)).response.status).toBe(200);
    expect((await store.items())[`JTI#corp#token-${tokens} JTI`]).toEqual({
      expires_at: { N: String(now / 1000 + 360) },
    });
    const later = { startedAt: now + 1, authenticatedAt: now / 1000 + 1 };
    const session = await signInAgain(store.table, user, { sid: 'seven', at: 6000, moment: later });
    expect((await sendToken(claims)).response).toMatchObject(refused);
    expect(await lives(store.table, session)).toBe(true);
  });

  test('nothing of the token reaches the log', async () => {
    const token = await signer.sign(logoutClaims({ sid: 'secret-sid', nonce: 'n' }));
    const { lines } = await post(new URLSearchParams({ logout_token: token }));
    expect(JSON.stringify(lines)).not.toContain(token.slice(0, 40));
  });
});

describe('a logout that hangs', () => {
  test('gets 400 and an alarm before the deadline, and the same token works when it is sent again', async () => {
    const { session } = await signUp(store.table, { sid: 'nine' });
    const claims = logoutClaims({ sid: 'nine' });
    const hanging: Table = { ...store.table, query: () => new Promise(() => undefined) };
    const { response, lines } = await sendToken(claims, hanging, 50);
    expect(response).toMatchObject(refused);
    const causes = ['Error: the logout took too long'];
    expect(lines).toEqual([expect.objectContaining({ level: 'error', event: 'backchannel_logout_refused', causes })]);
    expect((await sendToken(claims)).response.status).toBe(200);
    expect(await lives(store.table, session)).toBe(false);
  });

  test('whose late failure affects nothing else', async () => {
    const failing: Table = {
      ...store.table,
      query: () => new Promise((_, reject) => setTimeout(() => reject(new Error('late')), 30)),
    };
    expect((await sendToken(logoutClaims({ sid: 'ten' }), failing, 10)).response).toMatchObject(refused);
    await sleep(40);
  });

  test('leaves no timer if it ends in time', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask', 'performance', 'Date'] });
    const wrong = await post(new URLSearchParams({ logout_token: 'a.b.c' }));
    expect([wrong.response.status, jest.getTimerCount()]).toEqual([400, 0]);
    jest.useRealTimers();
  });
});

describe('a table that fails', () => {
  const failure = jsonAnswer({ __type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' }, 500);

  test('gets 400 and an alarm, and the same token works when it is sent again', async () => {
    const { session } = await signUp(store.table, { sid: 'eight' });
    const claims = logoutClaims({ sid: 'eight' });
    const query: Table = { ...store.table, query: () => Promise.reject(new Error('half-way')) };
    const { response, lines } = await sendToken(claims, query);
    expect(response).toMatchObject(refused);
    expect(lines).toEqual([expect.objectContaining({ level: 'error' })]);
    store.failNext(failure, failure);
    const again = await sendToken(claims);
    expect(again.response).toMatchObject(refused);
    expect(again.lines).toEqual([expect.objectContaining({ level: 'error' })]);
    expect((await sendToken(claims)).response.status).toBe(200);
    expect(await lives(store.table, session)).toBe(false);
  });
});
