import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
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
  deployment = await startDeployment({
    providers: [{ name: 'op' }, { name: 'corp' }],
    config: { allowSingleSignOn: ['op'] },
  });
  directory = mkdtempSync(join(tmpdir(), 'postern-import-'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await deployment.close();
});

const ops = (...args: string[]) => opsOn(deployment, args);
const answer = <Answer>(...args: string[]) => answerOf<Answer>(deployment, args);
const comes = (sub: string, provider = 'op', browser = new Browser()) =>
  signIn(deployment.baseUrl, browser, provider, { login_hint: sub });
const rowsWith = async (text: string) =>
  (await deployment.table.accounts()).filter(
    (row) => !row.pk.startsWith('AUDIT#') && JSON.stringify(row).includes(text),
  );

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

describe('users import', () => {
  test('imports GitLab’s users, who sign in with their identities from there', async () => {
    const users = [
      { id: 1, username: 'Ann', name: 'Ann', email: 'ann@example.com', confirmed_at: '2020-01-01', state: 'active' },
      {
        id: 2,
        username: 'bob',
        name: 'Bob',
        state: 'blocked',
        identities: [{ provider: 'open_id', extern_uid: 'bob' }],
      },
    ];
    const people = file('gitlab.json', JSON.stringify(users));
    const identities = file('identities.csv', 'user_id,provider,extern_uid\n1,open_id,ann\n1,ldapmain,"cn=ann"\n');
    const args = ['users', 'import', people, '--identities', identities, '--map', 'open_id=corp,ldapmain='];
    expect(await answer(...args, '--dry-run')).toMatchObject({ rows: 2, to_create: 2, refused: 0 });
    expect(await rowsWith('ann')).toEqual([]);
    expect(await answer(...args)).toMatchObject({ rows: 2, created: 2, unchanged: 0, refused: 0, problems: [] });
    expect(await answer(...args)).toMatchObject({ rows: 2, created: 0, unchanged: 2 });

    const browser = new Browser();
    expect((await comes('ann', 'corp', browser)).status).toBe(303);
    const { document } = await getSession(deployment.baseUrl, browser);
    expect(document.user).toMatchObject({ username: 'ann', email: 'ann@example.com', email_verified: true });
    await expectProblem(await comes('bob', 'corp'), { status: 403, code: 'account_blocked' });
    const created = { event: 'user.created', actor: 'operator', to: 'blocked', reason: 'imported' };
    expect(await answer('audit', '--user', 'bob')).toContainEqual(expect.objectContaining(created));
  });

  test('with invalid rows writes nothing, or with --partial the valid rows, and reports issues by line', async () => {
    const path = file('people.csv', 'username,email,extra\ncarl,carl@example.com,\nadmin,a@@b,x\ndora,,\n');
    const refused = await ops('users', 'import', path);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/^created +0$/m);
    expect(refused.err).toBe(
      [
        'Ignored columns: extra.',
        'One row is refused, nothing was written (--partial imports the valid rows):',
        '  line 3, username: "admin" is reserved: choose another one',
        '  line 3, email: "a@@b" is not an email address\n',
      ].join('\n'),
    );
    expect(await rowsWith('carl')).toEqual([]);
    const partial = await ops('users', 'import', path, '--partial', '--json');
    expect(partial.code).toBe(1);
    expect(JSON.parse(partial.out)).toMatchObject({
      rows: 3,
      created: 2,
      refused: 1,
      problems: [{ line: 3 }, { line: 3 }],
    });
    expect(await answer('users', 'show', 'dora')).toMatchObject({ state: 'active' });
  });

  test('reports issues of the identities file', async () => {
    const people = file('few.csv', 'username\nivy\n');
    const identities = file('wrong.csv', 'username,provider,extern_uid\nivy,corp,ivy\nnobody,corp,n\n');
    const { code, err } = await ops('users', 'import', people, '--identities', identities);
    expect({ code, err }).toEqual({
      code: 1,
      err: `The identities file is invalid, nothing was written (--partial imports the valid rows):\n  ${identities}, line 3: belongs to no account of the import\n`,
    });
    expect(await rowsWith('ivy')).toEqual([]);
  });

  test('reports at most a hundred issues', async () => {
    const path = file('bad.csv', `username\n${'a b\n'.repeat(150)}`);
    const { code, err } = await ops('users', 'import', path);
    expect(code).toBe(1);
    expect(err.split('\n').filter((line) => line.startsWith('  line'))).toHaveLength(100);
    expect(err).toContain('150 rows are refused');
    expect(err).toMatch(/ {2}and 50 more\n$/);
  });

  test.each([
    [['--format', 'xml'], 2, 'Allowed choices are csv, json'],
    [['--map', 'a'], 2, 'write theirs=ours'],
    [['--map', 'a=b=c'], 2, 'write theirs=ours'],
    [['missing.csv'], 1, 'cannot be read'],
  ])('refuses %j', async (args, code, reason) => {
    const refused = await ops('users', 'import', ...args, ...(code === 2 ? ['people.csv'] : []));
    expect(refused).toMatchObject({ code, out: '' });
    expect(refused.err).toContain(reason);
  });

  test('refuses a file without known columns, and one that is not UTF-8, with the remedy', async () => {
    const semicolons = await ops('users', 'import', file('semicolons.csv', 'username;email\neve;e@example.com\n'));
    expect(semicolons).toMatchObject({ code: 1, out: '' });
    expect(semicolons.err).toContain('separated by commas?');
    const path = join(directory, 'latin1.csv');
    writeFileSync(path, Buffer.from('username,name\njose,Jos\u00e9\n', 'latin1'));
    expect((await ops('users', 'import', path)).err).toContain('save it as UTF-8. Invalid: line 2.');
  });
});

describe('users export', () => {
  test('writes all accounts, readable only by the operator, and import reads them back', async () => {
    await comes('fay');
    for (const name of ['out.csv', 'out.json']) {
      const path = join(directory, name);
      const { exported } = await answer<{ readonly exported: number }>('users', 'export', path);
      expect(exported).toBeGreaterThan(0);
      expect(statSync(path).mode & 0o777).toBe(0o600);
      expect(await answer('users', 'import', path)).toMatchObject({ created: 0, unchanged: exported });
      const again = await ops('users', 'export', path);
      expect(again).toMatchObject({ code: 1, out: '' });
      expect(again.err).toMatch(/^Overwrite .* There is no terminal to ask on/);
      expect(await answer('users', 'export', path, '--yes')).toEqual({ exported, file: path });
    }
  });

  test('exports phone and address: complete in JSON, as text in CSV', async () => {
    const address = { formatted: 'Main St 1\nTown', street_address: 'Main St 1', postal_code: '12', country: 'NL' };
    deployment.provider('op').setPerson('kim', { preferred_username: 'kim', phone_number: '+31 20 1', address });
    await comes('kim');
    const shown = () => answer<{ readonly address: object }>('users', 'show', 'kim');
    expect(await shown()).toMatchObject({ phone: '+31 20 1', address });
    for (const [name, kept] of [
      ['kim.json', address],
      ['kim.csv', { formatted: address.formatted }],
    ] as const) {
      const path = join(directory, name);
      await answer('users', 'export', path);
      await answer('users', 'delete', 'kim', '--yes');
      expect(await answer('users', 'import', path, '--include-deleted')).toMatchObject({ created: 1, refused: 0 });
      const after = await shown();
      expect(after).toMatchObject({ phone: '+31 20 1' });
      expect(after.address).toEqual(kept);
    }
  });

  test('unknown sign-in data of an import is omitted, before and after the first sign-in', async () => {
    const times = '2026-01-02T00:00:00Z,2026-01-01T00:00:00Z';
    const path = file('zoe.csv', `username,current_sign_in_at,last_sign_in_at,identities\nzoe,${times},op:zoe\n`);
    await answer('users', 'import', path);
    expect((await ops('users', 'show', 'zoe')).out).not.toMatch(/_ip/);
    expect(Object.keys(await answer<object>('users', 'show', 'zoe')).filter((name) => name.endsWith('_ip'))).toEqual(
      [],
    );
    const browser = new Browser();
    expect((await comes('zoe', 'op', browser)).status).toBe(303);
    const shown = await answer<object>('users', 'show', 'zoe');
    expect(shown).toMatchObject({ current_sign_in_ip: '127.0.0.1', last_sign_in_at: '2026-01-02T00:00:00.000Z' });
    expect(shown).not.toHaveProperty('last_sign_in_ip');
    const page = await (await browser.request(`${deployment.baseUrl}/account`)).text();
    expect(page).toMatch(/<dt>Previous sign-in<\/dt><dd><time[^>]*>2 Jan 2026, 00:00 UTC<\/time><\/dd>/);
  });

  test('writes to standard output: CSV, or JSON', async () => {
    const csv = await ops('users', 'export');
    expect(csv).toMatchObject({ code: 0, err: '' });
    expect(csv.out).toMatch(/^id,username,name,/);
    const people = await answer<readonly { readonly username: string }[]>('users', 'export');
    expect(people).toHaveLength(csv.out.match(/^usr_/gm)?.length ?? 0);
    const path = join(directory, 'same.json');
    await answer('users', 'export', path);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual(people);
  });
});

describe('users delete', () => {
  test('asks for confirmation, leaves only the audit log, and ends access at once', async () => {
    const browser = new Browser();
    await comes('gus', 'op', browser);
    const { document } = await getSession(deployment.baseUrl, browser);
    const { id, username } = document.user;
    const asked = await ops('users', 'delete', username);
    expect(asked).toMatchObject({ code: 1, out: '' });
    expect(asked.err).toMatch(/^Delete .* There is no terminal to ask on/);
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(200);

    expect(await answer('users', 'delete', username, '--yes')).toEqual({ id, username, deleted: true });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
    expect(await rowsWith(id)).toEqual([]);
    expect(await rowsWith('gus')).toEqual([]);
    expect(await answer('audit', '--user', id)).toContainEqual(
      expect.objectContaining({ event: 'user.deleted', actor: 'operator', from: 'active' }),
    );
    for (const name of [id, username]) {
      expect(await ops('users', 'delete', name, '--yes')).toMatchObject({ code: 1, out: '' });
    }
    expect((await comes('gus')).status).toBe(303);
  });
});

describe('users merge', () => {
  test('moves all identities, and refuses to drop one or to move those of a blocked account', async () => {
    const path = file(
      'merge.csv',
      'username,identities,state\nhal,corp:hal,active\nhal-blocked,,blocked\nhal3,corp:h3,active\nhal-waits,,blocked_pending_approval\n',
    );
    await answer('users', 'import', path);
    const browser = new Browser();
    await comes('hal', 'op', browser);
    const { user } = (await getSession(deployment.baseUrl, browser)).document;
    for (const [into, from, reason] of [
      ['hal', 'hal', 'is the same account'],
      ['hal', 'hal-blocked', 'is blocked: its sign-in methods'],
      ['hal', 'hal-waits', 'waits for approval: approve or reject it first'],
      ['hal-blocked', 'hal', 'is blocked: make it active'],
      ['hal', 'hal3', 'Both have an identity at corp'],
      ['hal', 'nobody', 'No account nobody'],
      ['hal', user.id, 'There is no terminal to ask on'],
    ] as const) {
      const refused = await ops(
        'users',
        'merge',
        into,
        from,
        ...(reason.startsWith('There is no terminal') ? [] : ['--yes']),
      );
      expect(refused).toMatchObject({ code: 1, out: '' });
      expect(refused.err).toContain(reason);
    }
    const merged = await answer<{ readonly id: string }>('users', 'merge', 'hal', user.id, '--yes');
    expect(merged).toEqual({ id: merged.id, username: 'hal', merged: user.id, providers: ['corp', 'op'] });
    expect((await getSession(deployment.baseUrl, browser)).status).toBe(401);
    expect(await rowsWith(user.id)).toEqual([]);
    await comes('hal', 'op', browser);
    expect((await getSession(deployment.baseUrl, browser)).document.user.id).toBe(merged.id);
    const trail = await answer('audit', '--user', merged.id);
    expect(trail).toContainEqual(expect.objectContaining({ event: 'user.merged', from: user.id }));
  });
});
