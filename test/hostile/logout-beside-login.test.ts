import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { keys } from '../../functions/core/storage/table/keys.ts';
import { enter, operatorTable } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type FaultyDeployment, startFaultyDeployment, tableCallsDuring } from '../support/faulty-deployment.ts';
import { asJson, getSession, reachCallback, signIn } from '../support/login.ts';
import { rawRequest } from '../support/raw-request.ts';

let deployment: FaultyDeployment;
beforeAll(async () => {
  deployment = await startFaultyDeployment();
});
afterAll(() => deployment.close());

type Target = { readonly sid?: string; readonly sub?: string };

const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

/** From now on every ID token names this session of the provider's, or none. */
function useSid(sid: string | undefined): void {
  deployment.provider('op').misbehave({ claims: (claims) => ({ ...claims, sid }) });
}

/** Sends a logout token as a client that says nothing of itself, and once. */
async function logOut(target: Target, path = '/logout/backchannel/op', claims: object = {}): Promise<void> {
  const logout_token = await deployment.provider('op').logoutToken({ ...target, ...claims });
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  const body = new URLSearchParams({ logout_token }).toString();
  const response = await rawRequest(deployment.baseUrl + path, { method: 'POST', headers, body });
  expect([response.status, response.body]).toEqual([200, '']);
}

describe('a logout that runs beside the login that it means', () => {
  const turns = 12;

  test.each<[string, (turn: number) => Target, boolean]>([
    ['sid, of a newcomer', (turn) => ({ sid: `sid-new-${turn}` }), false],
    ['sub, of a newcomer', (turn) => ({ sub: `sub-new-${turn}` }), false],
    ['sid, of a person known before', (turn) => ({ sid: `sid-known-${turn}` }), true],
    ['sub, of a person known before', (turn) => ({ sub: `sub-known-${turn}` }), true],
    ['both, of a person known before', (turn) => ({ sid: `sid-both-${turn}`, sub: `sub-both-${turn}` }), true],
  ])('by %s: whichever is first, nobody is signed in in the end', async (_, targetOf, known) => {
    const outcomes = new Set<number>();
    for (let turn = 0; turn < turns; turn += 1) {
      const target = targetOf(turn);
      const login_hint = target.sub ?? `person-of-${target.sid}`;
      useSid('another-session-of-theirs');
      if (known) await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint });
      useSid(target.sid);
      const browser = new Browser();
      const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint });
      // From a logout that is over before the callback comes to one that comes when the callback is over.
      const lead = Math.max(0, turns / 2 - turn) * 5;
      const delay = Math.max(0, turn - turns / 2) * 5;
      const loggedOut = turn === turns - 1 ? undefined : sleep(delay).then(() => logOut(target));
      if (turn === 0) await loggedOut;
      const response = await sleep(lead).then(() => browser.request(callback, undefined, asJson));
      await (loggedOut ?? logOut(target));
      outcomes.add(response.status);
      expect([303, 400]).toContain(response.status);
      expect([turn, await status(browser)]).toEqual([turn, 401]);
    }
    // A login that was written first and ended, and one that came too late.
    expect([...outcomes].sort()).toEqual([303, 400]);
  });
});

describe('a logout token from a client without a User-Agent', () => {
  test.each<[string, (sub: string) => Target, object]>([
    ['sid alone', (sub) => ({ sid: `sid-${sub}` }), {}],
    ['sub alone', (sub) => ({ sub }), {}],
    ['both', (sub) => ({ sub, sid: `sid-${sub}` }), {}],
    ['no exp', (sub) => ({ sid: `sid-${sub}` }), { exp: undefined }],
  ])('with %s ends the session, at either address', async (title, targetOf, claims) => {
    for (const path of ['/logout/backchannel/op', '/callback/op']) {
      const sub = `quiet ${title} ${path}`;
      useSid(`sid-${sub}`);
      const { browser } = await enter(deployment, 'op', sub);
      await logOut(targetOf(sub), path, claims);
      expect(await status(browser)).toBe(401);
    }
  });
});

/** Signs in twice, and copies the first session's rows until there are so many. */
async function manySessions(count: number, sub: string, sid: string | undefined) {
  useSid(sid);
  const [first, last] = [await enter(deployment, 'op', sub), await enter(deployment, 'op', sub)];
  const table = operatorTable(deployment);
  const { Item } = await table.get({ Key: keys.session(first.userId, first.sessionId) });
  const ids = Array.from({ length: count - 2 }, (_, index) => `ses_copy_${index}`);
  const notes = (id: string) => (sid === undefined ? [] : [keys.providerSession('op', sid, id)]);
  for (let start = 0; start < ids.length; start += 50) {
    const items = ids
      .slice(start, start + 50)
      .flatMap((id) => [
        { ...Item, ...keys.session(first.userId, id), id: { S: id } },
        ...notes(id).map((key) => ({ ...key, user_id: { S: first.userId } })),
      ]);
    await table.transact(items.map((Item) => ({ name: 'copy', write: { Put: { Item } } })));
  }
  const rows = async () => (await deployment.table.rows(`USER#${first.userId}`)).map(({ sk }) => sk);
  expect(await rows()).toHaveLength(count + 1);
  return { browsers: [first.browser, last.browser], rows };
}

describe('a person with many sessions', () => {
  test('a thousand: signed out of all by one write to the account, where sub is named', async () => {
    const { browsers } = await manySessions(1000, 'thousand', undefined);
    const seen = await tableCallsDuring(deployment, () => logOut({ sub: 'thousand' }));
    // The marks on identity and account; the trail and the token's jti.
    const writes = seen.filter((operation) => !/^(?:Get|BatchGet|Query)/.test(operation)).sort();
    expect(writes).toEqual(['PutItem', 'PutItem', 'UpdateItem', 'UpdateItem']);
    expect(await Promise.all(browsers.map(status))).toEqual([401, 401]);
  });

  test('a hundred of one sid, as a browser gets that signs in again and again: all end', async () => {
    const { browsers, rows } = await manySessions(100, 'hundred', 'sid-of-a-hundred');
    await logOut({ sid: 'sid-of-a-hundred' });
    expect(await Promise.all(browsers.map(status))).toEqual([401, 401]);
    expect(await rows()).toEqual(['PROFILE']);
  });
});
