import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, operate, trailOf } from '../support/accounts.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, reachCallback, signIn } from '../support/login.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'partner' }],
    config: { autoSignInWithProvider: 'op' },
  });
});
afterAll(() => deployment.close());

describe('journey F: an account that is blocked', () => {
  test.each([
    ['blocked', 'block', 'unblock'],
    ['banned', 'ban', 'unban'],
  ] as const)('%s: signed out at the next request, cannot sign in, audited, no loop', async (state, change, back) => {
    const { baseUrl } = deployment;
    const { browser, userId } = await enter(deployment, 'op', state);
    expect(await operate(deployment, userId, change)).toBe(true);
    expect((await getSession(baseUrl, browser)).status).toBe(401);

    const callback = await reachCallback(baseUrl, browser, 'op', { login_hint: state });
    const response = await browser.request(callback);
    expect(response.status).toBe(403);
    expect(response.headers.get('location')).toBeNull();
    const page = await response.text();
    expect(page).toContain('href="/login?auto_sign_in=false');
    expect(response.headers.getSetCookie().join()).not.toContain('postern-session');
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({
      event: 'user.sign_in_refused',
      code: 'account_blocked',
      reason: `the account is ${state}`,
    });

    expect(await operate(deployment, userId, back)).toBe(true);
    expect((await signIn(baseUrl, browser, 'op', { login_hint: state })).status).toBe(303);
  });
});

test('the same subject at two providers, and in another case, is somebody else each time', async () => {
  const ids = new Set<string>();
  for (const [provider, sub] of [
    ['op', 'Case'],
    ['op', 'case'],
    ['partner', 'Case'],
    ['partner', 'op#Case'],
  ] as const) {
    ids.add((await enter(deployment, provider, sub)).userId);
  }
  expect(ids.size).toBe(4);
});
