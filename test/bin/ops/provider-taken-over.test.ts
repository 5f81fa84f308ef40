import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../support/accounts.ts';
import type { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, linkProvider, unlinkProvider } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'p1' }, { name: 'p2' }, { name: 'p3' }] });
  for (const sub of ['bob', 'carol']) {
    const claims = { preferred_username: sub, email: `${sub}@example.com`, email_verified: true };
    deployment.provider('p1').setPerson(sub, claims);
  }
});
afterAll(() => deployment.close());

const ops = (...args: string[]) => opsOn(deployment, args);
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
const everyone = ['sessions', 'end-all', '--everyone', '--provider', 'p1', '--yes'];

/** Ends the sessions of everybody at the provider. A busy machine may report progress on standard error meanwhile. */
async function endAll(...args: string[]) {
  const { code, out, err } = await ops(...everyone, '--json', ...args);
  expect({ code, err }).toMatchObject({ code: 0, err: expect.stringMatching(/^(?:.+ (?:done|read)\n)*$/) });
  return JSON.parse(out);
}

/** Somebody who signed in as `sub` at the provider that was taken over, and linked an identity of their own at `p2`. */
async function takeOver(sub: string) {
  const entered = await enter(deployment, 'p1', sub);
  const own = { login_hint: `attacker-of-${sub}` };
  expect((await linkProvider(deployment.baseUrl, entered.browser, 'p2', own)).status).toBe(303);
  return entered;
}

const show = (name: string) => answerOf<{ identities: readonly object[] }>(deployment, ['users', 'show', name]);

describe('sessions end-all --everyone --provider, after the provider was taken over', () => {
  test('ends every session of accounts that linked or unlinked there, and lists what was linked', async () => {
    const { baseUrl } = deployment;
    const bob = await takeOver('bob');
    const carol = await takeOver('carol');
    expect((await unlinkProvider(baseUrl, carol.browser, 'p1')).status).toBe(303);
    const attackers = [
      await enter(deployment, 'p2', 'attacker-of-bob'),
      await enter(deployment, 'p2', 'attacker-of-carol'),
    ];
    expect(attackers.map(({ userId }) => userId)).toEqual([bob.userId, carol.userId]);
    const victim = await enter(deployment, 'p1', 'dora');
    const bystander = await enter(deployment, 'p2', 'ed');
    expect((await linkProvider(baseUrl, bystander.browser, 'p3', { login_hint: 'ed' })).status).toBe(303);

    expect((await ops('providers', 'disable', 'p1')).code).toBe(0);
    const ended = await endAll();
    expect(ended).toMatchObject({ provider: 'p1', accounts: 3, sessions: 'ended' });
    expect(await Promise.all(attackers.map(({ browser }) => status(browser)))).toEqual([401, 401]);
    expect([await status(victim.browser), await status(bystander.browser)]).toEqual([401, 200]);
    const of = { actor: 'user', source_ip: '127.0.0.1', time: expect.stringMatching(/^\d{4}-/), linked: ['p2'] };
    expect(ended.changes).toMatchObject([
      { ...of, user: carol.userId, username: 'carol', event: 'identity.unlinked', provider: 'p1' },
      { ...of, user: carol.userId, username: 'carol', event: 'identity.linked', provider: 'p2' },
      { ...of, user: bob.userId, username: 'bob', event: 'identity.linked', provider: 'p2', linked: ['p1', 'p2'] },
    ]);
  });

  test('counts only what happened since --since, by default since 30 days ago, and says which', async () => {
    const now = new Date().toISOString();
    expect(await endAll('--since', now)).toEqual({
      ...{ provider: 'p1', since: now, accounts: 2, sessions: 'ended', changes: [] },
    });
    const { out, err } = await ops(...everyone);
    const [, since = ''] = /^since +(\S+)$/m.exec(out) ?? [];
    expect(Math.round((Date.now() - Date.parse(since)) / 86_400_000)).toBe(30);
    expect(out).toMatch(/^TIME \(UTC\) +USER +WHAT +FROM +LINKED NOW$/m);
    expect(out).toMatch(/ carol +unlinked p1 +127\.0\.0\.1 +p2$/m);
    expect(err).toContain('unlink the others: users unlink <user> <provider>');
    const question = await ops(...everyone.slice(0, -1), '--since', '2026-01-02T03:04:05Z');
    expect(question.err).toContain(
      'an identity at p1, or with one linked or unlinked there since 2026-01-02 03:04:05 UTC',
    );
  });

  test.each([
    [['--everyone', '--since', '1d'], '--since goes with --provider'],
    [['--everyone', '--provider', 'p1', '--since', 'soon'], 'It must be a time'],
    [['bob', '--provider', 'p1'], '--provider goes with --everyone'],
  ])('sessions end-all %j is a usage error', async (args, message) => {
    const { code, out, err } = await ops('sessions', 'end-all', '--yes', ...args);
    expect({ code, out, err }).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});

describe('users unlink', () => {
  test("takes an attacker's identity away, with the sessions that it opened, and records the operator", async () => {
    const attacker = await enter(deployment, 'p2', 'attacker-of-bob');
    const asked = await ops('users', 'unlink', 'bob', 'p2');
    expect(asked).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Unlink .* from bob/) });
    expect(asked.err).toContain('give --yes to proceed. Nothing was changed.');
    expect(await status(attacker.browser)).toBe(200);

    expect(await answerOf(deployment, ['users', 'unlink', 'bob', 'p2', '--yes'])).toEqual({
      ...{ id: attacker.userId, username: 'bob', provider: 'p2', uid: 'attacker-of-bob', unlinked: true },
      ...{ linked: ['p1'], email_verified: true },
    });
    expect(await status(attacker.browser)).toBe(401);
    expect(await show('bob')).toMatchObject({ identities: [{ provider: 'p1', uid: 'bob' }] });
    expect((await enter(deployment, 'p2', 'attacker-of-bob')).userId).not.toBe(attacker.userId);
    const events = await answerOf<readonly object[]>(deployment, ['audit', '--user', 'bob']);
    expect(events).toContainEqual(
      expect.objectContaining({
        ...{ event: 'identity.unlinked', actor: 'operator', provider: 'p2', user: attacker.userId },
      }),
    );
  });

  test('makes the email address unverified if the provider vouches for it, and says so first', async () => {
    deployment.provider('p3').setPerson('fred', { preferred_username: 'fred', email: 'f@x.org', email_verified: true });
    const { browser, userId } = await enter(deployment, 'p3', 'fred');
    expect((await linkProvider(deployment.baseUrl, browser, 'p2', { login_hint: 'fred' })).status).toBe(303);
    const asked = await ops('users', 'unlink', 'fred', 'p3');
    expect(asked.err).toContain('Its sessions end, and the email address becomes unverified.');
    const unlinked = await answerOf(deployment, ['users', 'unlink', 'fred', 'p3', '--yes']);
    expect(unlinked).toMatchObject({ unlinked: true, linked: ['p2'], email_verified: false });
    expect(await answerOf<readonly object[]>(deployment, ['audit', '--user', 'fred'])).toContainEqual(
      expect.objectContaining({
        ...{ event: 'user.profile_changed', actor: 'operator', attributes: ['email'], user: userId },
      }),
    );
  });

  test('refuses the last sign-in method unless --last is given, and what is not linked', async () => {
    const attacker = await enter(deployment, 'p2', 'attacker-of-carol');
    const last = await ops('users', 'unlink', 'carol', 'p2', '--yes');
    expect(last).toMatchObject({ code: 1, out: '' });
    expect(last.err).toBe(
      'p2 is the last sign-in method of carol: without it nobody can sign in to this account. Give --last to unlink it all the same.\n',
    );
    expect(await status(attacker.browser)).toBe(200);
    const missing = await ops('users', 'unlink', 'carol', 'p1', '--yes');
    expect(missing).toMatchObject({ code: 1, err: 'carol has no identity at p1; linked are: p2.\n' });

    const unlinked = await answerOf(deployment, ['users', 'unlink', 'carol', 'p2', '--last', '--yes']);
    expect(unlinked).toMatchObject({ username: 'carol', unlinked: true, linked: [], email_verified: false });
    expect(await status(attacker.browser)).toBe(401);
  });

  test('and the owner gets the account back: the next sign-in makes a second one, which users merge joins to it', async () => {
    const { id } = await answerOf<{ id: string }>(deployment, ['users', 'show', 'carol']);
    expect((await ops('providers', 'enable', 'p1')).code).toBe(0);
    const second = await enter(deployment, 'p1', 'carol');
    expect(second.userId).not.toBe(id);
    expect((await ops('users', 'merge', id, second.userId, '--yes')).code).toBe(0);
    const owner = await enter(deployment, 'p1', 'carol');
    expect(owner.userId).toBe(id);
    const { document } = await getSession(deployment.baseUrl, owner.browser);
    expect(document.user).toMatchObject({ username: 'carol', email: 'carol@example.com', email_verified: true });
    expect((await enter(deployment, 'p2', 'attacker-of-carol')).userId).not.toBe(id);
  });
});
