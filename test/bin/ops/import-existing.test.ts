import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../../support/browser.ts';
import { type Deployment, startDeployment } from '../../support/deployment.ts';
import { getSession, signIn } from '../../support/login.ts';
import { answerOf, opsOn } from '../../support/ops.ts';
import { expectProblem } from '../../support/refusal.ts';

let deployment: Deployment;
let directory: string;
beforeAll(async () => {
  deployment = await startDeployment({ providers: [{ name: 'op' }, { name: 'corp' }] });
  directory = mkdtempSync(join(tmpdir(), 'postern-import-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await deployment.close();
});

const ops = (...args: string[]) => opsOn(deployment, args);
const answer = <Answer>(...args: string[]) => answerOf<Answer>(deployment, args);
const status = async (browser: Browser) => (await getSession(deployment.baseUrl, browser)).status;
/** A command with `--json` that is refused; returns what it printed and said. */
const refused = async (...args: string[]) => {
  const { code, out, err } = await ops(...args, '--json');
  expect(code).toBe(1);
  return { ...JSON.parse(out), err };
};

/** Signs a person in whose username is their subject; returns the browser and the account's id. */
async function comes(sub: string, provider = 'op'): Promise<{ readonly browser: Browser; readonly id: string }> {
  deployment.provider(provider).setPerson(sub, { preferred_username: sub });
  const browser = new Browser();
  expect((await signIn(deployment.baseUrl, browser, provider, { login_hint: sub })).status).toBe(303);
  return { browser, id: String((await getSession(deployment.baseUrl, browser)).document.user.id) };
}

async function exported(name: string): Promise<string> {
  const path = join(directory, name);
  await answer('users', 'export', path, '--yes');
  return path;
}

function file(name: string, rows: readonly object[]): string {
  const path = join(directory, name);
  writeFileSync(path, `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]`);
  return path;
}

/** Removes an account from the table without an audit event, as an accident would. */
async function lose(id: string, username: string, identity: string): Promise<void> {
  const partitions = [`USER#${id}`, `USERNAME#${username}`, `IDENTITY#${identity}`];
  for (const partition of partitions) {
    for (const row of await deployment.table.rows(partition)) await deployment.table.delete(row);
  }
}

describe('an account that was deleted on purpose', () => {
  test('is not created again by an import: it is listed, with when, by whom and why', async () => {
    const [leaver, main, second, lost] = [
      await comes('leaver'),
      await comes('main'),
      await comes('second', 'corp'),
      await comes('lost'),
    ];
    const path = await exported('restored.json');
    await answer('users', 'delete', 'leaver', '--yes');
    await answer('users', 'merge', main.id, second.id, '--yes');
    await lose(lost.id, 'lost', 'op#lost');

    const by = userInfo().username;
    const deletions = expect.arrayContaining([
      { line: expect.any(Number), id: leaver.id, username: 'leaver', deleted_at: expect.any(String), by },
      {
        ...{ line: expect.any(Number), id: second.id, username: 'second', deleted_at: expect.any(String), by },
        ...{ reason: 'merged', merged_into: main.id },
      },
    ]);
    const dry = await refused('users', 'import', path, '--dry-run');
    expect(dry).toMatchObject({ to_create: 1, deleted: 2, refused: 0, deletions });
    const text = await ops('users', 'import', path, '--dry-run');
    expect(text.code).toBe(1);
    expect(text.out).toMatch(/^deleted +2$/m);
    expect(text.err).toContain('2 accounts were deleted, and not created (--include-deleted):\n');
    expect(text.err).toMatch(new RegExp(`line \\d+: ${leaver.id} leaver was deleted at 2\\S+Z by ${by}\n`));
    expect(text.err).toMatch(
      new RegExp(`${second.id} second was deleted at .+ by ${by} \\(merged into ${main.id}\\)\n`),
    );

    expect(await refused('users', 'import', path)).toMatchObject({ created: 1, deleted: 2, deletions });
    expect(await answer('users', 'show', 'lost')).toMatchObject({ id: lost.id });
    for (const id of [leaver.id, second.id]) expect((await ops('users', 'show', id)).code).toBe(1);
    expect((await comes('leaver')).id).not.toBe(leaver.id);
  });

  test('is created by name with --only and --include-deleted, and counts as any other from then on', async () => {
    const [slip, other] = [await comes('slip'), await comes('other')];
    const path = await exported('slip.json');
    for (const name of ['slip', 'other']) await answer('users', 'delete', name, '--yes');
    const only = ['--only', `SLIP,${other.id}`, '--only', 'main'];
    expect(await refused('users', 'import', path, ...only)).toMatchObject({
      rows: 3,
      created: 0,
      deleted: 2,
      unchanged: 1,
    });
    const created = await answer('users', 'import', path, '--only', 'slip', '--include-deleted');
    expect(created).toMatchObject({ rows: 1, created: 1, deleted: 0, deletions: [], refused: 0 });
    expect((await comes('slip')).id).toBe(slip.id);
    expect((await ops('users', 'show', other.id)).code).toBe(1);

    await lose(slip.id, 'slip', 'op#slip');
    expect(await answer('users', 'import', path, '--only', slip.id)).toMatchObject({ created: 1, deleted: 0 });
  });

  test('--only refuses a name that no row has, or two', async () => {
    const people = file('names.json', [
      { username: 'ivo', email: 'same@example.com' },
      { username: 'ida', email: 'Same@example.com' },
    ]);
    const none = await ops('users', 'import', people, '--only', 'ivo,nobody');
    expect(none).toMatchObject({ code: 1, out: '' });
    expect(none.err).toBe(`No row of ${people} has the id, username or email address nobody.\n`);
    const both = await ops('users', 'import', people, '--only', 'same@example.com');
    expect(both).toMatchObject({ code: 1, out: '' });
    expect(both.err).toBe('Several rows have same@example.com (lines 2, 3): name the account by its id or username.\n');
    expect((await ops('users', 'show', 'ivo')).code).toBe(1);
  });
});

describe('an account that exists in another state than in the file', () => {
  test('is listed with both states, and unchanged without --apply-states', async () => {
    const { browser } = await comes('ben');
    const people = file('gitlab.json', [
      { id: 7, username: 'ben', state: 'banned', identities: [{ provider: 'op', extern_uid: 'ben' }] },
    ]);
    const expected = {
      differing: 1,
      unchanged: 0,
      differences: [{ line: 2, username: 'ben', table: 'active', file: 'banned' }],
    };
    for (const how of [[], ['--dry-run']]) {
      expect(await refused('users', 'import', people, ...how)).toMatchObject(expected);
    }
    const { err } = await ops('users', 'import', people);
    expect(err).toMatch(
      /^One account is in another state than in the file \(--apply-states\):\n {2}line 2: usr_\S+ ben is active, in the file banned\n$/,
    );
    expect(await status(browser)).toBe(200);
  });

  test('--apply-states changes it, ends its sessions, and writes an audit event', async () => {
    const { browser, id } = await comes('bea');
    const rows = (state: string) => [{ username: 'bea', state, identities: [{ provider: 'op', uid: 'bea' }] }];
    const people = file('bea.json', rows('banned'));
    const dry = await answer('users', 'import', people, '--apply-states', '--dry-run');
    expect(dry).toMatchObject({ differing: 1, to_apply: 1 });
    expect(await status(browser)).toBe(200);
    expect(await answer('users', 'import', people, '--apply-states')).toMatchObject({
      ...{ differing: 1, states_applied: 1, refused: 0 },
      differences: [{ id, table: 'active', file: 'banned' }],
    });
    expect(await status(browser)).toBe(401);
    const again = signIn(deployment.baseUrl, new Browser(), 'op', { login_hint: 'bea' });
    await expectProblem(await again, { status: 403, code: 'account_blocked' });
    const [event] = await answer<readonly object[]>('audit', '--user', id, '--event', 'user.state_changed');
    expect(event).toMatchObject({ actor: 'operator', from: 'active', to: 'banned', reason: 'imported' });
    expect(await answer('users', 'import', people)).toMatchObject({ unchanged: 1, differing: 0, differences: [] });

    // From each state to each other, also those that no single command changes.
    for (const state of ['blocked', 'deactivated', 'banned', 'blocked_pending_approval', 'active']) {
      await answer('users', 'import', file('bea.json', rows(state)), '--apply-states');
      expect(await answer('users', 'show', 'bea')).toMatchObject({ state });
    }
    expect(await status(browser)).toBe(401);
  });

  test('a file without states has no difference; a refused row names both states', async () => {
    await comes('kai');
    await answer('users', 'block', 'kai');
    expect(await answer('users', 'import', file('kai.json', [{ username: 'kai' }]))).toMatchObject({
      unchanged: 1,
      differing: 0,
    });
    const partly = file('kai.json', [
      { username: 'kai', state: 'active', email: 'kai@example.com', email_verified: true },
    ]);
    const { err, differing } = await refused('users', 'import', partly, '--apply-states');
    expect(differing).toBe(0);
    expect(err).toMatch(
      /username: "kai" belongs to usr_\S+: another account, or one that differs \(blocked there, active in the file\)\n/,
    );
    expect(await answer('users', 'show', 'kai')).toMatchObject({ state: 'blocked' });
  });

  test('nothing is applied if a row is invalid, unless --partial is given', async () => {
    await comes('zed');
    const people = file('zed.json', [
      { username: 'zed', state: 'blocked', identities: [{ provider: 'op', uid: 'zed' }] },
      { username: 'a b' },
    ]);
    expect(await refused('users', 'import', people, '--apply-states')).toMatchObject({ states_applied: 0, refused: 1 });
    expect(await answer('users', 'show', 'zed')).toMatchObject({ state: 'active' });
    expect(await refused('users', 'import', people, '--apply-states', '--partial')).toMatchObject({
      states_applied: 1,
    });
    expect(await answer('users', 'show', 'zed')).toMatchObject({ state: 'blocked' });
  });
});
