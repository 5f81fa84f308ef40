import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { OpsFailure } from '../../../../lib/ops/cli/failure.ts';
import { addConfigCommands } from '../../../../lib/ops/from-gitlab/index.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'postern-from-gitlab-'));
});
afterEach(() => {
  jest.restoreAllMocks();
});
afterAll(() => rmSync(directory, { recursive: true }));

/** Runs `config from-gitlab` on a file of this text. */
async function run(text: string | Buffer, ...options: readonly string[]) {
  const file = join(directory, 'file');
  writeFileSync(file, text);
  const [out, err] = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation(() => true),
  );
  const program = new Command().option('--json').exitOverride();
  addConfigCommands(program);
  await program.parseAsync([...options, 'config', 'from-gitlab', file], { from: 'user' });
  const written = (spy: typeof out) => spy?.mock.calls.map(([chunk]) => String(chunk)).join('') ?? '';
  return { out: written(out), err: written(err) };
}

const provider =
  "{ name: 'corp', app_secret: 'hush', args: { issuer: 'https://a.example.com', client_options: { identifier: 'a' } } }";
const ruby = `external_url 'https://git.example.com'
gitlab_rails['omniauth_providers'] = [${provider}]
gitlab_rails['omniauth_auto_link_ldap_user'] = true
`;
const block = { providers: [{ name: 'corp', type: 'openid_connect', appId: 'a', issuer: 'https://a.example.com' }] };

test('the block goes to standard output, the report to standard error', async () => {
  const { out, err } = await run(ruby);
  expect(JSON.parse(out)).toEqual(block);
  expect(err).toBe(`
Run after deploying:
  npm run ops -- secret set corp
  npm run ops -- users import <file of GitLab's users>

Client secrets in the file, which are not shown and do not belong in the block:
  corp (line 2)

Register at the providers, beside those of https://git.example.com while GitLab uses them:
  corp: <base URL>/callback/corp

Not translated, or different in meaning:
  line 3, omniauth_auto_link_ldap_user: LDAP does not apply: Postern supports only OpenID Connect.
`);
});

test('--json prints everything in one document', async () => {
  const { out, err } = await run(ruby, '--json');
  expect(err).toBe('');
  expect(JSON.parse(out)).toEqual({
    postern: block,
    to_fill_in: [],
    commands: ['npm run ops -- secret set corp', "npm run ops -- users import <file of GitLab's users>"],
    redirects: [{ provider: 'corp', redirect_uri: '<base URL>/callback/corp' }],
    notes: [expect.objectContaining({ setting: 'omniauth_auto_link_ldap_user', line: 3 })],
  });
});

test('control characters of the file are escaped', async () => {
  const { out, err } = await run(
    `gitlab_rails["omniauth_\\e[2J"] = 1\n${ruby.replace('name:', 'label: "\\e[2J", name:')}`,
  );
  expect(err).toContain('omniauth_\\u001b[2J: It has no counterpart.');
  expect(`${out}${err}`).not.toContain('\x1b');
});

test.each([
  ['nothing', '', /has no sign-in settings/],
  ['other YAML', 'a: 1', /has no sign-in settings/],
  ['other Ruby', "external_url 'https://a'\nnginx['enable'] = true", /has no sign-in settings/],
  ['broken Ruby', "gitlab_rails['a'] = [", /^Line 1: this cannot be read as Ruby \(array term\)\.$/],
  ['broken YAML', 'a: [', /^Line 1: this is not YAML\.$/],
  ['half a mebibyte', '#'.repeat(512 * 1024 + 1), /larger than 512 KiB/],
  ['bytes', Buffer.from([0xff, 0xfe, 0x00]), /has no sign-in settings/],
])('%s is refused', async (_name, text, message) => {
  const refusal = run(text);
  await expect(refusal).rejects.toThrow(OpsFailure);
  await expect(refusal).rejects.toThrow(message);
});

test('a missing file is refused by name', async () => {
  const program = new Command().exitOverride();
  addConfigCommands(program);
  const refusal = program.parseAsync(['config', 'from-gitlab', join(directory, 'none')], { from: 'user' });
  await expect(refusal).rejects.toThrow(/none cannot be read: /);
});
