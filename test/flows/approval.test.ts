import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { getSession, reachCallback, sessionCookie, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';
import type { Row } from '../support/table.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({
    providers: [{ name: 'op' }, { name: 'closed' }],
    config: { allowSingleSignOn: ['op'], blockAutoCreatedUsers: undefined },
  });
});
afterAll(() => house.close());

const pendingApproval = { status: 403, code: 'account_pending_approval' };

async function userOf(provider: string, sub: string): Promise<Row | undefined> {
  const [identity] = await house.table.rows(`IDENTITY#${provider}#${sub}`);
  const rows = await house.table.rows(`USER#${identity?.['user_id']}`);
  return rows.find(({ sk }) => sk === 'PROFILE');
}

describe('journey B: where new accounts wait for approval, as is the default', () => {
  test('the account is made, pending, without a session; coming again changes nothing; approved it may', async () => {
    const browser = new Browser();
    const since = house.stack.output().length;
    await expectProblem(await signIn(house.baseUrl, browser, 'op', { login_hint: 'ann' }), pendingApproval);
    expect(sessionCookie(browser)).toBeUndefined();
    const user = await userOf('op', 'ann');
    expect(user).toMatchObject({ state: 'blocked_pending_approval', sign_in_count: 0 });
    expect((await house.table.rows(`USER#${user?.['id']}`)).map(({ sk }) => sk)).toEqual(['PROFILE']);

    const rows = await house.table.accounts();
    await expectProblem(await signIn(house.baseUrl, browser, 'op', { login_hint: 'ann' }), pendingApproval);
    expect(await house.table.accounts()).toEqual(rows);
    expect(
      house.stack
        .output()
        .slice(since)
        .match(/"user_created"/g),
    ).toHaveLength(1);

    if (user !== undefined) await house.table.set(user, 'state', 'active');
    expect((await signIn(house.baseUrl, browser, 'op', { login_hint: 'ann' })).status).toBe(303);
    expect((await getSession(house.baseUrl, browser)).document.user.id).toBe(user?.['id']);
  });

  test('the page says that somebody has to approve, and sets no cookie', async () => {
    const browser = new Browser();
    const page = await browser.request(await reachCallback(house.baseUrl, browser, 'op', { login_hint: 'ben' }));
    expect(page.status).toBe(403);
    expect(await page.text()).toMatch(/approv/i);
    expect(browser.cookies).toEqual([]);
  });

  test('a provider that may not create accounts: refused, and no row written', async () => {
    const before = await house.table.accounts();
    const browser = new Browser();
    await expectProblem(await signIn(house.baseUrl, browser, 'closed'), { status: 403, code: 'sign_up_disabled' });
    expect(browser.cookies).toEqual([]);
    expect(await house.table.accounts()).toEqual(before);
  });
});
