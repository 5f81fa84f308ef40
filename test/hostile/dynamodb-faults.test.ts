import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { expectUnavailable, type FaultyDeployment, startFaultyDeployment } from '../support/faulty-deployment.ts';
import type { Fault } from '../support/faulty-service.ts';
import { asJson, getSession, reachCallback, sessionCookie, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: FaultyDeployment;
beforeAll(async () => {
  deployment = await startFaultyDeployment();
});
afterEach(() => deployment.dynamodb.heal());
afterAll(() => deployment.close());

describe('DynamoDB', () => {
  test.each<Fault>(['cut', 'fail', 'throttle', 'hang'])(
    '%s: 503, nobody signed out, and the next attempt works',
    async (fault) => {
      const { baseUrl, table } = deployment;
      const browser = new Browser();
      await signIn(baseUrl, browser, 'op');
      const cookie = sessionCookie(browser);
      const newcomer = new Browser();
      const callback = await reachCallback(baseUrl, newcomer, 'op', { login_hint: `newcomer-${fault}` });
      const before = await table.accounts();

      deployment.dynamodb.fault(() => fault);
      await Promise.all([
        expectUnavailable(browser.request(`${baseUrl}/session`, undefined, asJson)),
        expectUnavailable(browser.request(`${baseUrl}/account`, undefined, asJson)),
        expectUnavailable(browser.request(`${baseUrl}/logout`, {}, asJson)),
        expectUnavailable(newcomer.request(callback, undefined, asJson)),
      ]);
      expect(sessionCookie(browser)).toBe(cookie);
      expect((await fetch(`${baseUrl}/session`)).status).toBe(401);
      expect((await fetch(`${baseUrl}/health`)).status).toBe(200);

      deployment.dynamodb.heal();
      expect(await table.accounts()).toEqual(before);
      expect((await getSession(baseUrl, browser)).status).toBe(200);
      expect((await signIn(baseUrl, newcomer, 'op', { login_hint: `newcomer-${fault}` })).status).toBe(303);
    },
  );

  test('finding a mistake of ours: 500, asked once, nobody signed out or told to wait, and the next attempt works', async () => {
    const { baseUrl, table } = deployment;
    const browser = new Browser();
    await signIn(baseUrl, browser, 'op');
    const callback = await reachCallback(baseUrl, browser, 'op', { login_hint: 'mistake' });
    const [before, trail] = [await table.accounts(), await table.rows('AUDIT#')];
    const cookie = sessionCookie(browser);
    for (const [url, operation] of [
      [`${baseUrl}/session`, 'BatchGetItem'],
      [callback, 'TransactWriteItems'],
    ] as const) {
      let asked = 0;
      deployment.dynamodb.fault((called) => {
        if (called === operation) asked += 1;
        return called === operation ? 'reject' : undefined;
      });
      const response = await browser.request(url, undefined, asJson);
      deployment.dynamodb.heal();
      expect([asked, response.headers.get('retry-after')]).toEqual([1, null]);
      const document = await expectProblem(response, { status: 500, code: 'internal_error' });
      expect(JSON.stringify(document)).not.toMatch(/Validation|mistake of ours/);
    }
    expect(sessionCookie(browser)).toBe(cookie);
    expect([await table.accounts(), await table.rows('AUDIT#')]).toEqual([before, trail]);
    expect((await getSession(baseUrl, browser)).status).toBe(200);
    expect((await signIn(baseUrl, new Browser(), 'op', { login_hint: 'mistake' })).status).toBe(303);
  });

  test('failing at the last step: the attempt is used up, nothing written, and the next attempt works', async () => {
    const { baseUrl, table } = deployment;
    const browser = new Browser();
    const callback = await reachCallback(baseUrl, browser, 'op', { login_hint: 'last-step' });
    const before = await table.accounts();
    deployment.dynamodb.fault((operation) => (operation === 'TransactWriteItems' ? 'hang' : undefined));
    await expectUnavailable(browser.request(callback, undefined, asJson));
    deployment.dynamodb.heal();
    expect(browser.cookies).toEqual([]);
    expect(await table.accounts()).toEqual(before);
    expect((await signIn(baseUrl, browser, 'op', { login_hint: 'last-step' })).status).toBe(303);
  });

  test('an answer that is lost after the commit: sent again as the same, and signed in once', async () => {
    const { baseUrl, table } = deployment;
    deployment.provider('op').setPerson('lost', { nickname: 'lost' });
    let lost = 0;
    deployment.dynamodb.fault((operation) => {
      if (operation !== 'TransactWriteItems') return undefined;
      lost += 1;
      return lost === 1 ? 'lost' : undefined;
    });
    const browser = new Browser();
    expect((await signIn(baseUrl, browser, 'op', { login_hint: 'lost' })).status).toBe(303);
    expect(lost).toBe(2);
    const { status, document } = await getSession(baseUrl, browser);
    expect(status).toBe(200);
    expect((await table.rows(`USER#${document.user.id}`)).map(({ sk }) => sk)).toHaveLength(2);
  });

  test('a back-channel logout that could not be written is answered 400, and may be sent again', async () => {
    const { baseUrl } = deployment;
    const provider = deployment.provider('op');
    provider.misbehave({ claims: (claims) => ({ ...claims, sid: 'sid-1' }) });
    const browser = new Browser();
    await signIn(baseUrl, browser, 'op');
    provider.misbehave({});
    const body = new URLSearchParams({ logout_token: await provider.logoutToken({ sid: 'sid-1' }) });
    const send = () => fetch(`${baseUrl}/logout/backchannel/op`, { method: 'POST', body });
    for (const operation of ['BatchGetItem', 'PutItem', 'Query', 'DeleteItem']) {
      deployment.dynamodb.fault((called) => (called === operation ? 'fail' : undefined));
      const response = await send();
      expect([response.status, await response.json()]).toEqual([400, { error: 'invalid_request' }]);
    }
    deployment.dynamodb.heal();
    expect((await send()).status).toBe(200);
    expect((await getSession(baseUrl, browser)).status).toBe(401);
  });
});
