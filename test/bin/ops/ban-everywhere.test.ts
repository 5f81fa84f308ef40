import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { enter } from '../../support/accounts.ts';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, linkProvider, signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { type Keystrokes, keys, runOpsOnTerminal } from '../../support/pseudo-terminal.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'p1' }, { name: 'p2' }] });
});
afterAll(() => deployment.close());

const ops = (...args: string[]) => opsOn(deployment, args);
const answer = <Answer = readonly object[]>(...args: string[]) => answerOf<Answer>(deployment, args);
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
const blocked = { status: 403, code: 'account_blocked' };

/** Says who somebody is at a provider: the username is the subject. */
function isKnown(provider: string, sub: string, email: string, verified = true): void {
  const claims = { preferred_username: sub, email, email_verified: verified };
  deployment.provider(provider).setPerson(sub, claims);
}

function comes(provider: string, sub: string): Promise<Response> {
  return signIn(deployment.baseUrl, new Browser(), provider, { login_hint: sub });
}

test('users ban says that the person can come back in another way, and how to prevent it', async () => {
  isKnown('p1', 'pam', 'pam@example.com');
  isKnown('p2', 'pam2', 'pam@other.example');
  await enter(deployment, 'p1', 'pam');
  const { code, err } = await ops('users', 'ban', 'pam');
  expect({ code, err }).toEqual({
    code: 0,
    err: 'This person can still come back through another provider or with another address: users ban pam --everywhere makes that harder.\n',
  });
  expect((await comes('p2', 'pam2')).status).toBe(303);
});

describe('users ban --everywhere', () => {
  test("asks first, then bans the person's accounts, and refuses their identities and addresses", async () => {
    isKnown('p1', 'mallory', 'mallory@example.com');
    isKnown('p2', 'sock', 'Mallory@Example.com', false);
    isKnown('p2', 'sock2', 'MALLORY@example.com', false);
    isKnown('p2', 'sock3', 'mallory@example.com');
    isKnown('p2', 'ed', 'ed@example.com');
    const [mallory, sock, ed] = [
      await enter(deployment, 'p1', 'mallory'),
      await enter(deployment, 'p2', 'sock'),
      await enter(deployment, 'p2', 'ed'),
    ];
    const asked = await ops('users', 'ban', 'mallory', '--everywhere');
    expect(asked).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^Ban mallory everywhere\?.* --yes/) });
    expect(await status(mallory.browser)).toBe(200);

    expect(await answer('users', 'ban', 'mallory', '--everywhere', '--yes')).toEqual([
      { id: mallory.userId, username: 'mallory', from: 'active', state: 'banned', because: 'named' },
      { id: sock.userId, username: 'sock', from: 'active', state: 'banned', because: 'email' },
    ]);
    expect([await status(mallory.browser), await status(sock.browser), await status(ed.browser)]).toEqual([
      401, 401, 200,
    ]);
    for (const sub of ['sock', 'sock2', 'sock3']) await expectProblem(await comes('p2', sub), blocked);
    expect(await answer<object>('users', 'show', 'mallory')).toMatchObject({
      state: 'banned',
      banned_everywhere: true,
    });
    expect(await answer('audit', '--user', mallory.userId)).toContainEqual(
      expect.objectContaining({ event: 'user.banned_everywhere', actor: 'operator', user: mallory.userId }),
    );
  });

  test('outlives the account, refuses links too, and is lifted by users unban', async () => {
    const { id } = await answer<{ id: string }>('users', 'show', 'mallory');
    for (const name of ['mallory', 'sock']) await answer('users', 'delete', name, '--yes');
    isKnown('p1', 'mallory', 'mallory@another.example');
    await expectProblem(await comes('p1', 'mallory'), blocked);
    isKnown('p1', 'fay', 'fay@example.com');
    const fay = await enter(deployment, 'p1', 'fay');
    const linked = await linkProvider(deployment.baseUrl, fay.browser, 'p2', { login_hint: 'sock' });
    const problem = await expectProblem(linked, blocked);
    expect(problem['detail']).toContain(
      'somebody whom an administrator has banned, so it was not linked to your account',
    );
    expect(await status(fay.browser)).toBe(200);
    const rows = JSON.stringify(await deployment.table.rows('BANNED#'));
    expect(rows).toContain(id);
    expect(rows).not.toMatch(/mallory|example\.com|sock/i);

    expect(await answer('users', 'unban', id)).toEqual([{ id, from: 'deleted', state: 'deleted' }]);
    expect((await comes('p1', 'mallory')).status).toBe(303);
    expect(await answer('audit', '--user', id)).toContainEqual(
      expect.objectContaining({ event: 'user.unbanned_everywhere', actor: 'operator', user: id }),
    );
    // Those of the other account are still refused.
    await expectProblem(await comes('p2', 'sock2'), blocked);
  });

  test('an address that the person only claimed harms nobody who has proved it', async () => {
    isKnown('p1', 'vera', 'vera@example.com');
    isKnown('p2', 'liar', 'vera@example.com', false);
    isKnown('p2', 'liar2', 'vera@example.com', false);
    await enter(deployment, 'p2', 'liar');
    const vera = await enter(deployment, 'p1', 'vera');
    expect(await answer('users', 'ban', 'liar', '--everywhere', '--yes')).toHaveLength(1);
    expect(await status(vera.browser)).toBe(200);
    await expectProblem(await comes('p2', 'liar2'), blocked);
    await answer('users', 'delete', 'vera', '--yes');
    expect((await comes('p1', 'vera')).status).toBe(303);
  });

  test('lists the other accounts on a terminal, and leaves them alone if the operator says no', async () => {
    isKnown('p1', 'gil', 'gil@example.com');
    isKnown('p2', 'gil2', 'gil@example.com', false);
    const [gil, other] = [await enter(deployment, 'p1', 'gil'), await enter(deployment, 'p2', 'gil2')];
    const args = ['users', 'ban', 'gil', '--everywhere', '--local', '--data', deployment.stack.dataDir];
    const yes: Keystrokes = ['Ban gil everywhere?', `y${keys.enter}`];
    const { code, screen } = await runOpsOnTerminal(args, yes, ['everywhere too?', `n${keys.enter}`]);
    expect(screen).toContain(`gil2 (${other.userId}, active) has the same email address.`);
    expect(screen).toMatch(/Only the accounts that you have named were banned\.\s*$/);
    expect(code).toBe(1);
    expect([await status(gil.browser), await status(other.browser)]).toEqual([401, 200]);

    // Run again, it accepts the banned account. One that is deactivated could come back by itself, so it is blocked.
    await answer('users', 'deactivate', 'gil2');
    expect(await answer('users', 'ban', 'gil', '--everywhere', '--yes')).toMatchObject([
      { username: 'gil', from: 'banned', state: 'banned' },
      { username: 'gil2', from: 'deactivated', state: 'blocked' },
    ]);
    const refused = await ops('users', 'ban', 'gil2', '--everywhere', '--yes');
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringContaining('gil2 cannot be banned: the account is blocked'),
    });
  });
});
