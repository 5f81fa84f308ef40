import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, reachCallback, signIn } from '../support/login.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }] });
});
afterAll(() => deployment.close());

/** The ends of sessions in an account's audit events. */
const endsOf = async (userId: string) =>
  (await trailOf(deployment, userId)).filter(({ event }) => event === 'session.ended');

describe('a sign-in in a browser that has a session', () => {
  test('of another account ends that session, and its owner’s audit log says so', async () => {
    const fred = await enter(deployment, 'op', 'fred');
    const kept = fred.browser.clone();
    expect((await signIn(deployment.baseUrl, fred.browser, 'other', { login_hint: 'gina' })).status).toBe(303);
    expect((await getSession(deployment.baseUrl, kept)).status).toBe(401);
    const { user } = (await getSession(deployment.baseUrl, fred.browser)).document;
    const end = { actor: 'user', reason: 'replaced', provider: 'op', session: fred.sessionId, user: fred.userId };
    expect(await endsOf(fred.userId)).toEqual([
      expect.objectContaining({ ...end, sourceIp: '127.0.0.1', requestId: expect.any(String) }),
    ]);
    expect(await endsOf(user.id)).toEqual([]);
    await deployment.stack.wrote(String((await endsOf(fred.userId))[0]?.['id']));
  });

  test('of the same account, too', async () => {
    const { browser, userId, sessionId } = await enter(deployment, 'op', 'hal');
    expect((await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'hal' })).status).toBe(303);
    expect(await endsOf(userId)).toMatchObject([{ reason: 'replaced', session: sessionId }]);
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({ event: 'user.signed_in' });
  });

  test('that has ended meanwhile tells of no second end', async () => {
    const { baseUrl } = deployment;
    const { browser, userId } = await enter(deployment, 'op', 'ivy');
    const callback = await reachCallback(baseUrl, browser, 'other', { login_hint: 'joe' });
    await browser.clone().request(`${baseUrl}/logout`, {}, { origin: baseUrl });
    expect((await browser.request(callback)).status).toBe(303);
    expect(await endsOf(userId)).toEqual([]);
  });

  test('in several tabs at once tells of one end', async () => {
    const { baseUrl } = deployment;
    const { browser, userId } = await enter(deployment, 'op', 'kim');
    const tabs = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const tab = browser.clone();
        return { tab, callback: await reachCallback(baseUrl, tab, 'op', { login_hint: 'kim' }) };
      }),
    );
    const answers = await Promise.all(tabs.map(({ tab, callback }) => tab.request(callback)));
    expect(answers.map(({ status }) => status)).toEqual(Array(5).fill(303));
    expect(await endsOf(userId)).toHaveLength(1);
  });

  test('that is refused leaves it open', async () => {
    const { browser, userId } = await enter(deployment, 'op', 'lea');
    deployment.provider('op').misbehave({ claims: (claims) => ({ ...claims, aud: 'another' }) });
    expect((await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'lea' })).status).toBe(502);
    deployment.provider('op').misbehave({});
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);
    expect(await endsOf(userId)).toEqual([]);
    expect((await getSession(deployment.baseUrl, new Browser())).status).toBe(401);
  });
});
