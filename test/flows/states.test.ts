import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { stateChanges, transitions } from '../../functions/core/accounts/states.ts';
import { type UserState, userStates } from '../../functions/core/accounts/user.ts';
import { enter, operate, trailOf, userRow } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, reachCallback, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }] });
});
afterAll(() => deployment.close());

const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
const comeBack = (sub: string, browser = new Browser()) =>
  signIn(deployment.baseUrl, browser, 'op', { login_hint: sub });

/** Somebody who was signed in when the account came into this state. */
async function personIn(state: UserState, sub: string) {
  const person = await enter(deployment, 'op', sub);
  if (state !== 'active') await deployment.table.set(await userRow(deployment, person.userId), 'state', state);
  return person;
}

const answers: Readonly<Record<UserState, { readonly status: number; readonly code?: string }>> = {
  active: { status: 303 },
  deactivated: { status: 303 },
  blocked_pending_approval: { status: 403, code: 'account_pending_approval' },
  blocked: { status: 403, code: 'account_blocked' },
  banned: { status: 403, code: 'account_blocked' },
};

const allowed = stateChanges.flatMap((change) => transitions[change].from.map((from) => [change, from] as const));
const refused = stateChanges.flatMap((change) =>
  userStates.filter((from) => !transitions[change].from.includes(from)).map((from) => [change, from] as const),
);

describe('an operator’s change', () => {
  test.each(allowed)('%s from %s: a session opens nothing unless the account is active', async (change, from) => {
    const { to } = transitions[change];
    const sub = `${change} ${from}`;
    const { browser, userId } = await personIn(from, sub);
    expect(await status(browser)).toBe(from === 'active' ? 200 : 401);
    expect(await operate(deployment, userId, change)).toBe(true);
    if (to !== 'active') expect(await status(browser)).toBe(401);
    expect(await userRow(deployment, userId)).toMatchObject({ state: to });
    expect((await trailOf(deployment, userId)).at(-1)).toMatchObject({
      event: 'user.state_changed',
      actor: 'operator',
    });

    const { code, ...answer } = answers[to];
    const response = await comeBack(sub);
    if (code === undefined) expect(response.status).toBe(answer.status);
    else await expectProblem(response, { ...answer, code });
  });

  test.each(refused)('%s from %s: refused, and nothing changes', async (change, from) => {
    const { userId } = await personIn(from, `no ${change} ${from}`);
    const before = [await userRow(deployment, userId), await trailOf(deployment, userId)];
    expect(await operate(deployment, userId, change)).toBe(false);
    expect([await userRow(deployment, userId), await trailOf(deployment, userId)]).toEqual(before);
  });

  test.each([
    ['block', 'unblock'],
    ['ban', 'unban'],
    ['deactivate', 'activate'],
  ] as const)('%s and then %s: the sessions of before stay ended', async (change, back) => {
    const { browser, userId } = await enter(deployment, 'op', `${change} and back`);
    await operate(deployment, userId, change);
    await operate(deployment, userId, back);
    expect(await status(browser)).toBe(401);
    expect((await comeBack(`${change} and back`, browser)).status).toBe(303);
    expect(await status(browser)).toBe(200);
  });
});

test('a deactivated account is reactivated when its owner signs in, and the audit log says so', async () => {
  const { userId, browser: old } = await enter(deployment, 'op', 'sleeper');
  await operate(deployment, userId, 'deactivate');
  const browser = new Browser();
  expect((await comeBack('sleeper', browser)).status).toBe(303);
  expect((await getSession(deployment.baseUrl, browser)).document.user).toMatchObject({ id: userId, state: 'active' });
  expect(await status(old)).toBe(401);
  expect(await trailOf(deployment, userId)).toContainEqual(
    expect.objectContaining({ event: 'user.state_changed', actor: 'user', from: 'deactivated', to: 'active' }),
  );
});

describe('what a person is told', () => {
  async function pageOf(state: UserState): Promise<string> {
    const sub = `told ${state}`;
    await personIn(state, sub);
    const browser = new Browser();
    const page = await browser.request(await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: sub }));
    expect([page.status, browser.cookies]).toEqual([403, []]);
    return page.text();
  }

  test('differs from state to state', async () => {
    expect(await pageOf('blocked')).toContain('Your account is blocked');
    expect(await pageOf('banned')).toContain('Your account is banned');
    expect(await pageOf('blocked_pending_approval')).toContain('Your account is waiting for approval');
  });

  test('while waiting for approval: also when the account was asked for', async () => {
    const { userId } = await personIn('blocked_pending_approval', 'waiting');
    const document = await expectProblem(await comeBack('waiting'), answers.blocked_pending_approval as never);
    const { created_at } = await userRow(deployment, userId);
    expect(document.requested_at).toBe(new Date(Number(created_at)).toISOString());
    const browser = new Browser();
    const page = await browser.request(
      await reachCallback(deployment.baseUrl, browser, 'op', { login_hint: 'waiting' }),
    );
    expect(await page.text()).toContain('You asked for it on ');
  });
});
