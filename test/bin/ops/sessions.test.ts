import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, reachCallback } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';

interface Listed {
  readonly id: string;
}

let deployment: Deployment;
const ops = (...args: string[]) => opsOn(deployment, args);
const listed = (name: string) => answerOf<Listed[]>(deployment, ['sessions', 'list', name]);
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;

/** Signs a person in with a new browser. */
const opens = async (sub: string, provider = 'op') => (await enter(deployment, provider, sub)).browser;

beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }] });
  for (const sub of ['ann', 'bob']) {
    deployment.provider('op').setPerson(sub, { email: `${sub}@example.com`, email_verified: true });
  }
  deployment.provider('other').setPerson('cora', { email: 'cora@example.com', email_verified: true });
});
afterAll(() => deployment.close());

describe('sessions list', () => {
  test('lists only open sessions, most recently used first, with device and IP address', async () => {
    const [first, second] = [await opens('ann'), await opens('ann')];
    const sessions = await listed('ann');
    const ids = await Promise.all(
      [second, first].map(async (browser) => (await getSession(deployment.baseUrl, browser)).document.session.id),
    );
    expect(sessions).toMatchObject([
      { id: expect.stringMatching(new RegExp(`^usr_[\\w-]{22}/${ids[0]}$`)), provider: 'op', ip: '127.0.0.1' },
      { id: expect.stringMatching(new RegExp(`^usr_[\\w-]{22}/${ids[1]}$`)), device: 'Firefox on Linux' },
    ]);
    const { out } = await ops('sessions', 'list', 'ann');
    expect(out.split('\n')[1]).toMatch(/^usr_\S+\/ses_\S+ {2}Firefox on Linux {2}127\.0\.0\.1 {2}now$/);

    await first.request(`${deployment.baseUrl}/logout`, {}, { origin: deployment.baseUrl });
    expect(await listed('ann')).toHaveLength(1);
  });

  test('names a client that is not a browser by its product, like the account page', async () => {
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'ann' });
    await browser.request(callback, undefined, { 'user-agent': 'curl/7.88.1' });
    const { out } = await ops('sessions', 'list', 'ann');
    expect(out.split('\n')[1]).toMatch(/^usr_\S+\/ses_\S+ {2}curl +127\.0\.0\.1/);
    const [session] = await listed('ann');
    expect(session).toMatchObject({ user_agent: 'curl/7.88.1' });
    expect(session).not.toHaveProperty('device');
  });

  test('reports that there is none', async () => {
    const browser = await opens('bob');
    await browser.request(`${deployment.baseUrl}/logout`, {}, { origin: deployment.baseUrl });
    expect(await ops('sessions', 'list', 'bob')).toEqual({ code: 0, out: '', err: 'bob has no open session.\n' });
  });
});

describe('sessions end', () => {
  test('ends the named session at its next request, and no other', async () => {
    const [kept, ended] = [await opens('ann'), await opens('ann')];
    const [{ id } = { id: '' }] = await listed('ann');
    expect(await answerOf(deployment, ['sessions', 'end', id])).toEqual({ ended: id, username: 'ann', provider: 'op' });
    expect(await status(ended)).toBe(401);
    expect(await status(kept)).toBe(200);
    const [event] = await answerOf<object[]>(deployment, ['audit', '--event', 'session.ended']);
    expect(event).toMatchObject({ event: 'session.ended', actor: 'operator', session: id.split('/')[1] });

    const again = await ops('sessions', 'end', id);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toMatch(/^ann has no session ses_\S+: it has ended, or belongs to another account\.\n$/);
  });

  test('accepts a shortened name, and one without a user if --user is given', async () => {
    const browser = await opens('ann');
    const [{ id } = { id: '' }] = await listed('ann');
    const [, session = ''] = id.split('/');
    const alone = await ops('sessions', 'end', session);
    expect(alone).toMatchObject({ code: 1, err: expect.stringContaining('without a user is not enough') });
    // Of somebody else it names nothing.
    expect((await ops('sessions', 'end', session, '--user', 'bob')).code).toBe(1);
    expect(await status(browser)).toBe(200);
    expect((await ops('sessions', 'end', session.slice(0, 12), '--user', 'ann@example.com')).code).toBe(0);
    expect(await status(browser)).toBe(401);
  });
});

describe('sessions end-all', () => {
  test('asks for confirmation, then ends every session of that account and none of another', async () => {
    const browsers = [await opens('ann'), await opens('ann')];
    const other = await opens('bob');
    const unasked = await ops('sessions', 'end-all', 'ann');
    expect(unasked).toMatchObject({ code: 1, out: '' });
    expect(unasked.err).toContain('End all sessions of ann? There is no terminal to ask on: give --yes');
    expect((await ops('sessions', 'end-all', 'ann', '--json')).code).toBe(1);
    expect(await Promise.all(browsers.map(status))).toEqual([200, 200]);

    expect(await answerOf(deployment, ['sessions', 'end-all', 'ann', '--yes'])).toMatchObject({ username: 'ann' });
    expect(await Promise.all(browsers.map(status))).toEqual([401, 401]);
    expect(await status(other)).toBe(200);
    expect(await listed('ann')).toEqual([]);
    const [event] = await answerOf<object[]>(deployment, ['audit', '--user', 'ann']);
    expect(event).toMatchObject({ event: 'sessions.ended', actor: 'operator' });
    expect(await status(await opens('ann'))).toBe(200);
  });
});

describe('sessions end-all --everyone', () => {
  const everyone = ['sessions', 'end-all', '--everyone'];

  test('asks for confirmation, ends the sessions of all accounts, and records an audit event for each', async () => {
    const browsers = [await opens('ann'), await opens('bob'), await opens('cora', 'other')];
    const unasked = await ops(...everyone);
    expect(unasked).toMatchObject({ code: 1, out: '' });
    expect(unasked.err).toContain(
      'End all sessions of all accounts? Everybody signs in again. There is no terminal to ask on',
    );
    expect(await Promise.all(browsers.map(status))).toEqual([200, 200, 200]);

    expect(await answerOf(deployment, [...everyone, '--yes'])).toEqual({ accounts: 3, sessions: 'ended' });
    expect(await Promise.all(browsers.map(status))).toEqual([401, 401, 401]);
    for (const name of ['bob', 'cora']) {
      const [event] = await answerOf<object[]>(deployment, ['audit', '--user', name]);
      expect(event).toMatchObject({ event: 'sessions.ended', actor: 'operator' });
    }
    expect(await status(await opens('ann'))).toBe(200);
  });

  test('of the accounts with an identity at a provider, and no others', async () => {
    const [kept, ended] = [await opens('ann'), await opens('cora', 'other')];
    expect(await answerOf(deployment, [...everyone, '--provider', 'other', '--yes'])).toEqual({
      ...{ provider: 'other', since: expect.stringMatching(/^\d{4}-/), accounts: 1, sessions: 'ended', changes: [] },
    });
    expect(await status(kept)).toBe(200);
    expect(await status(ended)).toBe(401);
    const unknown = await ops(...everyone, '--provider', 'nope', '--yes');
    expect(unknown).toMatchObject({ code: 2, err: expect.stringContaining("no provider 'nope'") });
  });

  test('a failure for one account does not affect the others, and is counted', async () => {
    const [, ended] = [await opens('ann'), await opens('bob')];
    const [{ id } = { id: '' }] = await listed('ann');
    const [user = ''] = id.split('/');
    // No later moment can be written than one that is none.
    await deployment.table.set({ pk: `USER#${user}`, sk: 'PROFILE' }, 'sessions_ended', { at: 'broken' });
    const { code, out, err } = await ops(...everyone, '--yes', '--json');
    expect({ code, out }).toEqual({ code: 1, out: '{"accounts":2,"sessions":"ended"}\n' });
    expect(err).toMatch(/^The sessions of 1 of 3 accounts could not be ended \(the first: .+\)\. Run it again/);
    expect(await status(ended)).toBe(401);
  });
});
