import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { getSession, reachCallback, signIn } from '../support/login.ts';
import type { Row } from '../support/table.ts';

let house: House;
beforeAll(async () => {
  house = await startHouse({
    providers: [{ name: 'op' }, { name: 'partner' }],
    config: { autoSignInWithProvider: 'op', externalProviders: ['partner'] },
  });
});
afterAll(() => house.close());

async function userOf(provider: string, sub: string): Promise<Row | undefined> {
  const [identity] = await house.table.rows(`IDENTITY#${provider}#${sub}`);
  const rows = await house.table.rows(`USER#${identity?.['user_id']}`);
  return rows.find(({ sk }) => sk === 'PROFILE');
}

describe('journey F: an account that is blocked', () => {
  test.each(['blocked', 'banned'])(
    '%s: signed out at the next request, cannot sign in, audited, no loop',
    async (state) => {
      const { baseUrl, table } = house;
      const browser = new Browser();
      await signIn(baseUrl, browser, 'op', { login_hint: state });
      expect((await getSession(baseUrl, browser)).status).toBe(200);
      const user = await userOf('op', state);
      if (user !== undefined) await table.set(user, 'state', state);
      expect((await getSession(baseUrl, browser)).status).toBe(401);

      const callback = await reachCallback(baseUrl, browser, 'op', { login_hint: state });
      const response = await browser.request(callback);
      expect(response.status).toBe(403);
      expect(response.headers.get('location')).toBeNull();
      const page = await response.text();
      expect(page).toContain('href="/login?auto_sign_in=false');
      expect(response.headers.getSetCookie().join()).not.toContain('postern-session');
      expect(house.stack.output()).toMatch(new RegExp(`"request_refused".*"account_blocked".*"state":"${state}"`));

      if (user !== undefined) await table.set(user, 'state', 'active');
      expect((await signIn(baseUrl, browser, 'op', { login_hint: state })).status).toBe(303);
    },
  );

  test('auto sign-in goes straight on, but not when told otherwise, nor after signing out or a refusal', async () => {
    const { baseUrl } = house;
    const visit = (query: string) => new Browser().request(`${baseUrl}/login${query}`);
    expect((await visit('?return_to=%2Fx')).headers.get('location')).toBe('/login/op?return_to=%2Fx');
    for (const query of ['?auto_sign_in=false', '?signed_out=true']) {
      const page = await visit(query);
      expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    }
    house.provider('op').misbehave({
      authorization(response) {
        response.delete('code');
        response.set('error', 'access_denied');
      },
    });
    const browser = new Browser();
    const declined = await browser.request(await reachCallback(baseUrl, browser, 'op'));
    house.provider('op').misbehave({});
    expect([declined.status, declined.headers.get('location')]).toEqual([403, null]);
  });
});

test('accounts that come through an external provider are marked', async () => {
  for (const [provider, external] of [
    ['op', false],
    ['partner', true],
  ] as const) {
    const browser = new Browser();
    await signIn(house.baseUrl, browser, provider, { login_hint: 'ext' });
    expect((await getSession(house.baseUrl, browser)).document.user).toMatchObject({ external });
  }
});

test('the same subject at two providers, and in another case, is somebody else each time', async () => {
  const ids = new Set<string>();
  for (const [provider, sub] of [
    ['op', 'Case'],
    ['op', 'case'],
    ['partner', 'Case'],
    ['partner', 'op#Case'],
  ] as const) {
    const browser = new Browser();
    await signIn(house.baseUrl, browser, provider, { login_hint: sub });
    ids.add((await getSession(house.baseUrl, browser)).document.user.id);
  }
  expect(ids.size).toBe(4);
});
