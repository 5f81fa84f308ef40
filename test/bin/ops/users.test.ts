import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { expectProblem } from '../../support/refusal.ts';

interface Account {
  readonly id: string;
  readonly username: string;
  readonly state: string;
}

let deployment: Deployment;
const ops = (...args: string[]) => opsOn(deployment, args);
const answer = <Answer = Account>(...args: string[]) => answerOf<Answer>(deployment, args);
const usernames = (accounts: readonly Account[]) => accounts.map(({ username }) => username);

/** Signs a person in; an address of example.com is approved at once. */
async function comes(sub: string, domain = 'example.com', browser = new Browser()): Promise<Response> {
  const email = { email: `${sub}@${domain}`, email_verified: true };
  deployment.provider('op').setPerson(sub, { name: `${sub} Smith`, ...email });
  return signIn(deployment.baseUrl, browser, 'op', { login_hint: sub });
}

/** Audit event of a state change. */
async function expectAudited(id: string, event: object): Promise<void> {
  const { username } = await answer('users', 'show', id);
  const [latest] = await answer<readonly object[]>('audit', '--user', username);
  expect(latest).toMatchObject({ actor: 'operator', operator: expect.stringMatching(/./), user: id, ...event });
}

beforeAll(async () => {
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'corp' }],
    config: { blockAutoCreatedUsers: true, autoApprove: ['example.com'] },
  });
  for (const sub of ['ann', 'bob', 'cy', 'dee']) await comes(sub);
  for (const sub of ['pat', 'pip', 'pug']) await comes(sub, 'other.org');
});
afterAll(() => deployment.close());

describe('users show', () => {
  test('shows an account by id, username and verified address', async () => {
    await comes('ann');
    const shown = await answer('users', 'show', 'ann');
    expect(shown).toMatchObject({
      id: expect.stringMatching(/^usr_[\w-]{22}$/),
      ...{ username: 'ann', name: 'ann Smith', email: 'ann@example.com', email_verified: true, state: 'active' },
      ...{ external: false, sign_in_count: 2, current_sign_in_ip: '127.0.0.1', last_sign_in_ip: '127.0.0.1' },
      identities: [{ provider: 'op', uid: 'ann' }],
      open_sessions: 2,
    });
    expect(await answer('users', 'show', shown.id)).toEqual(shown);
    expect(await answer('users', 'show', 'ANN@example.com')).toEqual(shown);
    const { code, out, err } = await ops('users', 'show', 'ann');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^state +active$/m);
    expect(out).toMatch(/^identities +provider=op uid=ann linked_at=\S+ last_sign_in_at=\S+$/m);
  });

  test('reports an unknown account by name', async () => {
    for (const name of ['nobody', 'usr_AAAAAAAAAAAAAAAAAAAAAA']) {
      expect(await ops('users', 'show', name)).toEqual({
        ...{ code: 1, out: '' },
        err: `No account ${name}: give id, username or verified email address.\n`,
      });
    }
  });

  test('an unverified address matches no account, and the error says so', async () => {
    deployment.provider('op').setPerson('eve', { email: 'eve@example.com', email_verified: false });
    await signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'eve' });
    expect(await answer('users', 'show', 'eve')).toMatchObject({ email: 'eve@example.com', email_verified: false });
    expect((await ops('users', 'list', '--limit', '1')).out).toContain('eve   ? eve@example.com');
    const { code, err } = await ops('users', 'show', 'eve@example.com');
    expect(code).toBe(1);
    expect(err).toContain('an unverified address matches no account');
  });
});

describe('users list', () => {
  test('lists by state and by provider, newest first', async () => {
    const everybody = usernames(await answer<Account[]>('users', 'list'));
    expect(everybody.slice(-4)).toEqual(['dee', 'cy', 'bob', 'ann']);
    const waiting = await answer<Account[]>('users', 'list', '--state', 'blocked_pending_approval', '--provider', 'op');
    expect(usernames(waiting).filter((name) => name !== 'eve')).toEqual(['pug', 'pip', 'pat']);
    expect(await answer('users', 'list', '--all')).toHaveLength(everybody.length);
    const { code, out, err } = await ops('users', 'list', '--provider', 'corp');
    expect({ code, out, err }).toEqual({ code: 0, out: '', err: 'No such account.\n' });
  });

  test('prints the command for the next page until the last one', async () => {
    const all = usernames(await answer<Account[]>('users', 'list'));
    const seen: string[] = [];
    let args = ['users', 'list', '--limit', '3', '--json'];
    for (;;) {
      const { code, out, err } = await ops(...args);
      expect(code).toBe(0);
      seen.push(...usernames(JSON.parse(out)));
      if (err === '') break;
      const [, cursor = ''] = /^More: npm run ops -- users list .*--after (\S+)\n$/.exec(err) ?? [];
      args = ['users', 'list', '--limit', '3', '--json', '--after', cursor];
    }
    expect(seen).toEqual(all);
  });

  test('a table is aligned, and without colours if the output is not a terminal', async () => {
    const { out } = await ops('users', 'list', '--state', 'active', '--limit', '2');
    const [head = '', ...rows] = out.trimEnd().split('\n');
    expect(head.split(/ {2,}/)).toEqual(['USER', 'EMAIL (? NOT VERIFIED)', 'STATE', 'PROVIDERS', 'CREATED (UTC)']);
    expect(rows).toHaveLength(2);
    for (const row of rows) expect(row.indexOf('active')).toBe(head.indexOf('STATE'));
    expect(out).not.toContain('\u001b');
  });

  test('an unknown provider is refused with the list of known ones', async () => {
    const { code, err } = await ops('users', 'list', '--provider', 'nope');
    expect(code).toBe(2);
    expect(err).toContain("no provider 'nope'. There are: op, corp.");
  });
});

describe('users approve', () => {
  test('approved accounts may sign in, and a refusal of one does not affect the others', async () => {
    await expectProblem(await comes('pat', 'other.org'), { status: 403, code: 'account_pending_approval' });
    const { code, out, err } = await ops('users', 'approve', 'pat', 'nobody', 'ann', '--json');
    const { id } = await answer('users', 'show', 'pat');
    expect({ code, changed: JSON.parse(out) }).toEqual({
      code: 1,
      changed: [{ id, username: 'pat', from: 'blocked_pending_approval', state: 'active' }],
    });
    expect(err.split('\n')).toEqual([
      'No account nobody: give id, username or verified email address.',
      'ann cannot be approved: the account is active, not blocked_pending_approval.',
      '',
    ]);
    await expectAudited(id, { event: 'user.state_changed', from: 'blocked_pending_approval', to: 'active' });
    const browser = new Browser();
    expect((await comes('pat', 'other.org', browser)).status).toBe(303);
    expect((await getSession(deployment.baseUrl, browser)).document.user.id).toBe(id);
  });
});

describe('other state changes', () => {
  test.each([
    ['bob', 'block', 'blocked', 'unblock'],
    ['cy', 'ban', 'banned', 'unban'],
    ['dee', 'deactivate', 'deactivated', 'activate'],
  ])('%s: %s ends access at once, and %s is left by %s', async (name, change, state, back) => {
    const browser = new Browser();
    await comes(name, 'example.com', browser);
    const { id } = await answer('users', 'show', name);
    expect(await answer('users', change, name)).toEqual([{ id, username: name, from: 'active', state }]);
    await expectAudited(id, { event: 'user.state_changed', from: 'active', to: state });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);

    const again = await ops('users', change, id);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toMatch(new RegExp(`^${name} cannot be \\w+: the account is ${state}, not .*active.*\\.\\n$`));
    expect(await answer('users', back, name)).toEqual([{ id, username: name, from: state, state: 'active' }]);
    // What was ended stays ended.
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
    expect((await comes(name)).status).toBe(303);
  });
});

describe('users reject', () => {
  test('asks for confirmation, and without a terminal requires --yes', async () => {
    expect(await ops('users', 'reject', 'pip')).toEqual({
      ...{ code: 1, out: '' },
      err: 'Reject and delete pip? There is no terminal to ask on: give --yes to proceed. Nothing was changed.\n',
    });
    expect(await answer('users', 'show', 'pip')).toMatchObject({ state: 'blocked_pending_approval' });
  });

  test('deletes only accounts that wait for approval', async () => {
    const { id } = await answer('users', 'show', 'pip');
    const { code, out, err } = await ops('users', 'reject', 'pip', 'ann', '--yes');
    expect(code).toBe(1);
    expect(out).toMatch(new RegExp(`^pip +${id} +blocked_pending_approval +deleted$`, 'm'));
    expect(err).toBe('ann cannot be rejected: the account is active, not blocked_pending_approval.\n');
    expect((await ops('users', 'show', 'pip')).code).toBe(1);
    expect(await answer('users', 'show', 'ann')).toMatchObject({ state: 'active' });
    const rows = JSON.stringify(await deployment.table.accounts());
    expect(rows).not.toMatch(/["#]pip["@]/);
    const [latest] = await answer<readonly object[]>('audit', '--user', id);
    expect(latest).toMatchObject({ event: 'user.deleted', actor: 'operator', user: id, reason: 'rejected' });
    // The person may ask again.
    await expectProblem(await comes('pip', 'other.org'), { status: 403, code: 'account_pending_approval' });
  });
});
