import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newUserId } from '../../../functions/core/sessions/session-cookie.ts';
import { createUser } from '../../../functions/core/storage/users/sign-in-transaction.ts';
import { enter, operatorTable, userRow } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { reachCallback, signIn } from '../../support/login.ts';
import { expectProblem } from '../../support/refusal.ts';

/** A configuration that says nothing but who the providers are. */
let deployment: Deployment;
beforeAll(async () => {
  const nothing = { allowSingleSignOn: undefined, blockAutoCreatedUsers: undefined };
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'second-op' }], config: nothing });
});
afterAll(() => deployment.close());

/** An account that an operator made for somebody, since nobody may sign up. */
async function makeUser(sub: string): Promise<string> {
  const id = newUserId(randomBytes);
  const at = Date.now();
  const profile = { name: 'As it was', email: `${sub}@example.com`, emailVerified: true };
  const identities = { op: { uid: sub, linkedAt: at } };
  const user = { id, username: sub, profile, state: 'active', external: false, createdAt: at, signInCount: 0 } as const;
  const moment = { startedAt: at, authenticatedAt: 0 };
  await createUser(
    operatorTable(deployment),
    { ...user, identities },
    { provider: 'op', uid: sub, moment, records: [] },
  );
  return id;
}

describe('unless configuration says otherwise', () => {
  test('nobody signs up: allowSingleSignOn is false', async () => {
    const before = await deployment.table.accounts();
    const browser = new Browser();
    const response = await signIn(deployment.baseUrl, browser, 'op', { login_hint: 'new' });
    await expectProblem(response, { status: 403, code: 'sign_up_disabled' });
    expect([browser.cookies, await deployment.table.accounts()]).toEqual([[], before]);
  });

  test('who has an account signs in, and the profile stays as it was: syncProfileFromProvider is empty', async () => {
    const id = await makeUser('ann');
    const claims = { name: 'As it is now', email: 'new@example.com', email_verified: true };
    deployment.provider('op').setPerson('ann', claims);
    expect((await enter(deployment, 'op', 'ann')).userId).toBe(id);
    expect(await userRow(deployment, id)).toMatchObject({
      profile: { name: 'As it was', email: 'ann@example.com' },
      sign_in_count: 1,
    });
  });

  test('a verified address leads to no account: autoLinkUser is empty', async () => {
    const id = await makeUser('ben');
    deployment.provider('second-op').setPerson('ben', { email: 'ben@example.com', email_verified: true });
    const response = await signIn(deployment.baseUrl, new Browser(), 'second-op', { login_hint: 'ben' });
    await expectProblem(response, { status: 403, code: 'sign_up_disabled' });
    expect(Object.keys(Object((await userRow(deployment, id))['identities']))).toEqual(['op']);
  });

  test('the sign-in page waits for a choice, and a login leads home', async () => {
    const page = await new Browser().request(`${deployment.baseUrl}/login`);
    expect([page.status, page.headers.get('location')]).toEqual([200, null]);
    await makeUser('cat');
    const browser = new Browser();
    const callback = await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'cat' });
    expect((await browser.request(callback)).headers.get('location')).toBe('/');
  });
});
