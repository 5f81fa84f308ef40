import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Browser } from '../support/browser.ts';
import { type House, startHouse } from '../support/house.ts';
import { getSession, signIn } from '../support/login.ts';
import { expectProblem } from '../support/refusal.ts';

/** Runs a command of the CLI with this on standard input; there is no terminal. */
async function run(args: readonly string[], input = '', env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bin/ops.ts', ...args], {
    env: { ...process.env, ...env },
  });
  child.stdin.end(input);
  const code = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await code, out, err };
}

describe('on the local run', () => {
  let house: House;
  const ops = (args: readonly string[], input?: string) =>
    run([...args, '--local', '--data', house.stack.dataDir], input);
  const comes = (browser: Browser, sub: string) => signIn(house.baseUrl, browser, 'op', { login_hint: sub });
  beforeAll(async () => {
    house = await startHouse({ providers: [{ name: 'op' }], config: { blockAutoCreatedUsers: true } });
  });
  afterAll(() => house.close());

  test('who waits is shown and approved, once, and may then sign in', async () => {
    const browser = new Browser();
    await expectProblem(await comes(browser, 'ann'), { status: 403, code: 'account_pending_approval' });
    const row = (await house.table.accounts()).find(({ sk }) => sk === 'PROFILE');
    const id = String(row?.['id']);
    const username = String(row?.['username']);

    const shown = await ops(['users', 'show', username, '--json']);
    expect(shown).toMatchObject({ code: 0, err: '' });
    const document = JSON.parse(shown.out);
    expect(document).toMatchObject({ id, username, state: 'blocked_pending_approval', providers: ['op'] });
    expect(JSON.parse((await ops(['users', 'show', id, '--json'])).out)).toEqual(document);

    const approved = await ops(['users', 'approve', id]);
    expect(approved).toMatchObject({ code: 0, err: '' });
    expect(approved.out).toMatch(/^state +active$/m);
    expect((await comes(browser, 'ann')).status).toBe(303);
    expect((await getSession(house.baseUrl, browser)).document.user.id).toBe(id);

    const again = await ops(['users', 'approve', id]);
    expect(again).toMatchObject({ code: 1, out: '' });
    expect(again.err).toBe(`${username} does not wait for approval: the account is active.\n`);
  });

  test('an account that is not there is refused by name', async () => {
    for (const name of ['nobody', 'usr_AAAAAAAAAAAAAAAAAAAAAA', 'nobody@example.com']) {
      const { code, out, err } = await ops(['users', 'show', name]);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toBe(`No account ${name}: give its id, username or verified e-mail address.\n`);
    }
  });

  test('a client secret from standard input is stored, without the end of its line, and never shown', async () => {
    const { code, out, err } = await ops(['secret', 'set', 'op', '--json'], 'of-standard-input\n');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(Object.keys(JSON.parse(out))).toEqual(['provider', 'version']);
    expect(out).not.toContain('of-standard-input');
    const { local } = house.stack;
    const { region, accessKeyId, secretAccessKey, secretsManagerEndpoint: endpoint } = local;
    const client = new SecretsManagerClient({ region, endpoint, credentials: { accessKeyId, secretAccessKey } });
    const stored = await client.send(new GetSecretValueCommand({ SecretId: local.providerSecretArns['op'] }));
    client.destroy();
    expect(JSON.parse(stored.SecretString ?? '')).toEqual({ client_secret: 'of-standard-input' });
    expect(stored.VersionId).toBe(JSON.parse(out).version);
  });

  test.each(['', ' spaced', 'two\nlines', 'ümlaut', 'x'.repeat(1025)])(
    'a client secret %j is refused',
    async (secret) => {
      const { code, out, err } = await ops(['secret', 'set', 'op'], secret);
      expect({ code, out }).toEqual({ code: 1, out: '' });
      expect(err).toContain('must be 1 to 1,024 printable characters');
    },
  );

  test('a provider that the deployment does not have is refused', async () => {
    const { code, err } = await ops(['secret', 'set', 'nope'], 'x');
    expect(code).toBe(1);
    expect(err).toContain('The deployment has no provider nope');
  });
});

describe('without a deployment to work on', () => {
  const empty = mkdtempSync(join(tmpdir(), 'postern-ops-'));
  afterAll(() => rmSync(empty, { recursive: true }));

  test('no local run is said with its cure', async () => {
    const { code, err } = await run(['users', 'show', 'ann', '--local', '--data', empty]);
    expect(code).toBe(1);
    expect(err).toBe(`No local run is up in ${empty}: start one with npm start, or name its --data directory.\n`);
  });

  test('a stack that cannot be read is said with its cure', async () => {
    const nowhere = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null', AWS_REGION: '' };
    const { code, err } = await run(['users', 'show', 'ann'], '', nowhere);
    expect(code).toBe(1);
    expect(err).toContain('The stack Postern-Data cannot be read');
    expect(err).toContain('check --stack, --region and credentials');
  });

  test.each([[['bogus']], [['users']], [['users', 'show']], [['users', 'show', 'a', '--bogus']], [[]]])(
    'what is not understood is answered with the usage: %j',
    async (args) => {
      const { code, out, err } = await run(args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('Usage: npm run ops --');
    },
  );

  test('--help is no mistake', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out).toContain('Usage: npm run ops --');
  });
});
