import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { holderOf, operate, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, reachCallback, sessionCookie, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'closed' }],
    config: { allowSingleSignOn: ['op'], blockAutoCreatedUsers: undefined },
  });
});
afterAll(() => deployment.close());

const pendingApproval = { status: 403, code: 'account_pending_approval' };

describe('journey B: where new accounts wait for approval, as is the default', () => {
  test('the account is made, pending, without a session; coming again changes nothing; approved it may', async () => {
    const browser = new Browser();
    const since = deployment.stack.output().length;
    await expectProblem(await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'ann' }), pendingApproval);
    expect(sessionCookie(browser)).toBeUndefined();
    const user = await holderOf(deployment, 'op', 'ann');
    const userId = String(user?.['id']);
    expect(user).toMatchObject({ state: 'blocked_pending_approval', sign_in_count: 0 });
    expect((await deployment.table.rows(`USER#${userId}`)).map(({ sk }) => sk)).toEqual(['PROFILE']);

    const rows = await deployment.table.accounts();
    const again = await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'ann' });
    const problem = await expectProblem(again, pendingApproval);
    expect(problem.requested_at).toBe(new Date(Number(user?.['created_at'])).toISOString());
    expect(await deployment.table.accounts()).toEqual(rows);
    expect(
      deployment.stack
        .output()
        .slice(since)
        .match(/"user.created"/g),
    ).toHaveLength(1);

    expect(await operate(deployment, userId, 'approve')).toBe(true);
    expect((await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'ann' })).status).toBe(303);
    expect((await getSession(deployment.baseUrl, browser)).document.user.id).toBe(userId);
    expect((await trailOf(deployment, userId)).map(({ event }) => event)).toEqual([
      'user.created',
      'user.sign_in_refused',
      'user.sign_in_refused',
      'user.state_changed',
      'user.signed_in',
    ]);
  });

  test('the page says that somebody has to approve, and when it was asked for; it sets no cookie', async () => {
    const browser = new Browser();
    const page = await browser.request(await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'ben' }));
    expect(page.status).toBe(403);
    expect(await page.text()).toMatch(/approve.*You asked for it on /s);
    expect(browser.cookies).toEqual([]);
  });

  test('a provider that may not create accounts: refused, and no row written', async () => {
    const before = await deployment.table.accounts();
    const browser = new Browser();
    await expectProblem(await signIn(deployment.baseUrl, browser, 'closed'), { status: 403, code: 'sign_up_disabled' });
    expect(browser.cookies).toEqual([]);
    expect(await deployment.table.accounts()).toEqual(before);
  });
});
