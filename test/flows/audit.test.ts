import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter, operate, trailOf } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { type Deployment, startDeployment } from '../support/deployment.ts';
import { getSession, linkProvider, sessionCookie, signIn, unlinkProvider } from '../support/login.ts';
import type { Row } from '../support/table.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'other' }, { name: 'closed' }], config });
  for (const name of ['op', 'other', 'closed']) deployment.provider(name).setPerson(sub, person);
});
afterAll(() => deployment.close());

const config = { allowSingleSignOn: ['op', 'other'], syncProfileFromProvider: ['op'] };
const sub = 'subject-of-zelda';
const person = {
  name: 'Zelda Zephyr',
  given_name: 'Zelda',
  family_name: 'Zephyr',
  nickname: 'zz-top',
  email: 'zelda@private.example',
  email_verified: true,
  phone_number: '+15550001',
  address: { street_address: '1 Secret Street' },
};
const moved = { ...person, email: 'moved@private.example' };

/** Does what somebody does over time; gives the account, what the trail said at the end, and every secret on the way. */
async function journey() {
  const { baseUrl } = deployment;
  const first = await enter(deployment, 'op', sub);
  const { userId } = first;
  deployment.provider('op').setPerson(sub, moved);
  const second = await enter(deployment, 'op', sub);
  const cookies = [first, second].map(({ browser }) => sessionCookie(browser) ?? '');
  await second.browser.request(`${baseUrl}/sessions/${first.sessionId}`, { _method: 'DELETE' }, { origin: baseUrl });
  await linkProvider(baseUrl, second.browser, 'other', { login_hint: sub });
  await unlinkProvider(baseUrl, second.browser, 'other');
  await second.browser.request(`${baseUrl}/logout`, {}, { origin: baseUrl });

  const third = await enter(deployment, 'op', sub);
  const body = new URLSearchParams({ logout_token: await deployment.provider('op').logoutToken({ sub }) });
  await fetch(`${baseUrl}/logout/backchannel/op`, { method: 'POST', body });
  await operate(deployment, userId, 'block');
  await signIn(baseUrl, new Browser(), 'op', { login_hint: sub });
  await operate(deployment, userId, 'unblock');
  const fourth = await enter(deployment, 'op', sub);
  await fourth.browser.request(`${baseUrl}/sessions`, { _method: 'DELETE' }, { origin: baseUrl });
  return { userId, cookies, first, second, third, fourth, logoutToken: body.get('logout_token') ?? '' };
}

const brief = ({ event, actor, provider, session, code, from, to, attributes }: Row) =>
  Object.fromEntries(
    Object.entries({ event, actor, provider, session, code, from, to, attributes }).filter(([, value]) => value),
  );

describe('the audit log', () => {
  let told: Awaited<ReturnType<typeof journey>>;
  let trail: readonly Row[];
  beforeAll(async () => {
    told = await journey();
    trail = await trailOf(deployment, told.userId);
    // A line that was written takes a moment to come out of the run.
    await deployment.stack.wrote(String(trail.at(-1)?.['id']));
  });

  test('says what happened, in order', () => {
    const { first, second, third, fourth } = told;
    const user = { actor: 'user' };
    const by = (provider: string) => ({ ...user, provider });
    const refusal = { event: 'user.sign_in_refused', code: 'account_blocked' };
    expect(trail.map(brief)).toEqual([
      { event: 'user.created', ...by('op'), to: 'active' },
      { event: 'user.signed_in', ...by('op'), session: first.sessionId },
      { event: 'user.profile_changed', actor: 'provider', provider: 'op', attributes: ['email'] },
      { event: 'user.signed_in', ...by('op'), session: second.sessionId },
      { event: 'session.ended', ...by('op'), session: first.sessionId },
      { event: 'identity.linked', ...by('other'), session: second.sessionId },
      { event: 'sessions.ended', ...by('other') },
      { event: 'identity.unlinked', ...by('other'), session: second.sessionId },
      { event: 'sessions.ended', ...by('other') },
      { event: 'user.signed_out', ...by('op'), session: second.sessionId },
      { event: 'user.signed_in', ...by('op'), session: third.sessionId },
      { event: 'provider.signed_out', actor: 'provider', provider: 'op' },
      { event: 'user.state_changed', actor: 'operator' },
      { ...refusal, ...by('op') },
      { event: 'user.state_changed', actor: 'operator' },
      { event: 'user.signed_in', ...by('op'), session: fourth.sessionId },
      { event: 'sessions.ended', ...user },
    ]);
  });

  test('says from where, by which request and when, with an identifier of its own', () => {
    const start = Date.now() - 120_000;
    for (const row of trail) {
      expect(row['id']).toMatch(/^evt_[A-Za-z0-9_-]{22}$/);
      expect(row['at']).toBeGreaterThan(start);
      expect(row.pk).toMatch(/^AUDIT#\d{4}-\d\d-\d\d#[0-7]$/);
      expect(Number(row['expires_at'])).toBeGreaterThan((start + 364 * 24 * 3_600_000) / 1000);
      if (row['actor'] === 'operator') continue;
      expect(row).toMatchObject({ sourceIp: expect.stringContaining('127.0.0.1'), requestId: expect.any(String) });
    }
    expect(new Set(trail.map(({ id }) => id)).size).toBe(trail.length);
  });

  test('of somebody who got no account is on nobody’s list', async () => {
    await signIn(deployment.baseUrl, new Browser(), 'closed', { login_hint: sub });
    const refusals = (await deployment.table.rows('AUDIT#')).filter(({ provider }) => provider === 'closed');
    expect(refusals).toEqual([expect.objectContaining({ event: 'user.sign_in_refused', code: 'sign_up_disabled' })]);
    expect(refusals[0]).not.toHaveProperty('list');
    expect(refusals[0]).not.toHaveProperty('user');
  });

  test('holds no name, address, subject, token or secret, and neither does the log', async () => {
    const secrets = [...told.cookies, told.logoutToken, deployment.provider('op').clientSecret, sub];
    const personal = ['Zelda', 'Zephyr', 'zz-top', 'private.example', '+15550001', 'Secret Street'];
    const rows = JSON.stringify(await deployment.table.rows('AUDIT#'));
    for (const value of [...secrets, ...personal]) {
      expect(rows).not.toContain(value);
      expect(deployment.stack.output()).not.toContain(value);
    }
  });

  test('has one line in the log for each event that a request made', () => {
    const output = deployment.stack.output();
    for (const { id, actor } of trail.filter(({ actor }) => actor !== 'operator')) {
      expect([id, actor, output.split(`"id":"${id}"`).length - 1]).toEqual([id, actor, 1]);
    }
  });
});

test('nothing is written down of what only looks', async () => {
  const { browser, userId } = await enter(deployment, 'op', 'looker');
  const before = await trailOf(deployment, userId);
  await getSession(deployment.baseUrl, browser);
  for (const path of ['/account', '/sessions', '/login', '/']) await browser.request(deployment.baseUrl + path);
  expect(await trailOf(deployment, userId)).toEqual(before);
});
